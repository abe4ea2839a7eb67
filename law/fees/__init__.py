"""The tariffs of each time, and what is charged by them."""

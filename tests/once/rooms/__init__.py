"""Rows of the table of POSTs, and what they need, by room."""

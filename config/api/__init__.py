"""The API as a whole: its addresses, who may ask, every error in one shape, and what it says of itself."""

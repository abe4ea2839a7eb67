"""Commands of the notices floor, one a file."""

"""The public check of a letter by its code or its file."""

"""The log of looks, the records of changes, and their chains."""

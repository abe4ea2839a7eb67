"""Commands of the notices floor."""

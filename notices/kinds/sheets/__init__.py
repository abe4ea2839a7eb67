"""The office's own records: they print their facts, take no number and carry no remedy."""

"""The case, its events, what they made of it (the fold), and who may see and do."""

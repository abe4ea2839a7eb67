"""The scoring sheet of the units (评分表)."""

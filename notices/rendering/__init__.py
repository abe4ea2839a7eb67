"""The PDF of a letter."""

"""The pages of those who handle cases."""

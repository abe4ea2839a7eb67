"""The number register of an agency: words, numbers, gaps, high-water marks."""

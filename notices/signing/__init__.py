"""Electronic signing of letters."""

"""The forms of agencies and accounts."""

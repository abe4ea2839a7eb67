"""The report frozen, locked and given out (公布)."""

"""Printing, addressing and posting of letters: models and the bar code of a mail number."""

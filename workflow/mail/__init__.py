"""Printing, addressing and posting of letters, and the lists of what was delivered."""

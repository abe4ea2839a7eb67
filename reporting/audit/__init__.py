"""Anybody's published report, read and checked; needs no case."""

"""Packages of closed cases: kept, appraised, destroyed."""

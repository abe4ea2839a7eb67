"""Registers of earlier years as spreadsheets: read and stored, and written out again."""

"""Columns that say nothing to who reads the database alone: sealed with keys that lie elsewhere (docs/decisions/0079)."""

"""Whole lives played through the real doors, in an office made for the purpose and thrown away (docs/formats.md)."""

"""Cases in hand and supervising notes (督办)."""

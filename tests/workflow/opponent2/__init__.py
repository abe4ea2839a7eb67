"""A second opponent: the mends themselves, transfers, locked years, calendars and reasons (11)."""

"""What this installation was told since it was delivered: later calendars, its backups, that it is a demonstration."""

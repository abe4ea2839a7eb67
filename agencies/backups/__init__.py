"""Backups: database and stored files of one moment in one archive, and an empty installation filled from it."""

"""Agencies, people, accounts, calendars, and what an office still lacks."""

"""Findings about a report before it goes on: hard ones must be corrected, soft ones explained."""

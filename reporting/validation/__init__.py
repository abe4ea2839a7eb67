"""Findings about a report before it goes on: hard ones are mended, soft ones are explained."""

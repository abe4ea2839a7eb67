"""Published years that may not change."""

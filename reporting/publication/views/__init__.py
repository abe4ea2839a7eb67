"""Pages of the report: its table, its text, its publication, and what the public reads."""

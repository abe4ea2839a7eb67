"""The report's own sentences, charts and comparison; each number linked to what it counts."""

"""Words that an office adapts at places of its letters."""

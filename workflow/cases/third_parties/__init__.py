"""Third parties one by one: whether each was told and answered, and what the reply decides for it (条例15、32)."""

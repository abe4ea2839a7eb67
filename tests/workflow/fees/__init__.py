"""Money from the cases: counting, charging, refunding, through every door."""

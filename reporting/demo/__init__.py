"""The year-end of the demonstration: what the units entered, wrote, confirmed, and what was published."""

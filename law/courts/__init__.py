"""Which level of court hears a lawsuit: the rules of each time, and whether a court that was set can be right."""

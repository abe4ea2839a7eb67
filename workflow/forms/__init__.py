"""The shape of what officers type: one form an act, and the draft of each outcome."""

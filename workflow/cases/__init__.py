"""The case, its events, what follows from them (the projection), and who may see and do."""

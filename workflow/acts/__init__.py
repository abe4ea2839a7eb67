"""One act on a case: its fields, its day, its guards, its letter, and the one door that performs it."""

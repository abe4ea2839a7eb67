"""The invariants I1 to I12 that every database and store must satisfy, checked without changing anything."""

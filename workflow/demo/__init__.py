"""The demonstration: the people of a district, what its units did in the last years, and an ordinary day of today."""

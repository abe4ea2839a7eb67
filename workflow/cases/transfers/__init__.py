"""Cases that move to another agency of the same government: on record in both registers, counted where they are replied to."""

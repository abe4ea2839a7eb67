"""The documents that an agency gives out: what stays in them, what is withheld, and the proof."""

"""One package of the archive: made, and checked by anybody."""

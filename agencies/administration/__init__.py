"""Who enters and changes agencies, sections and accounts, by whose leave; every change goes on record."""

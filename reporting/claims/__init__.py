"""What a sentence of a report claims, and where it contradicts the table. Pure: no database, no Django."""

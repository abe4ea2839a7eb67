"""Pages of the filing: of the unit, and of the government above it."""

"""A unit's report on its way to the government (报送)."""

"""Commands of the intake floor."""

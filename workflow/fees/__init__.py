"""Money from the cases: who applied how often in a month, what was charged, paid and given back (国办函〔2020〕109号)."""

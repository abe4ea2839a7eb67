"""Any period, any breakdown, samples of files."""

"""The plan of faults and abuse that the system survives: its rows, the tests that prove each, and the report of the long run."""

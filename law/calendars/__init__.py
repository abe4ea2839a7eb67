"""The working days of each year, from the notices of the State Council that stand beside this as data."""

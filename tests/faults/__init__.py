"""Faults planted one at a time in what decides about people, and whether the tests nearest to them see it."""

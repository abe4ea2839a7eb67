"""Tests of separating files."""

"""Tests of the API as those see it who have only its address and its schema."""

"""Identifiers of people in Chinese text, found by rule. Pure: no PDF, no database."""

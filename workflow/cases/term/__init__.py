"""The term of a case: the clock over its events, and the notices that wait to leave."""

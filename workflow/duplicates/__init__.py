"""The same application come twice: found before it is registered, and what ties two registrations (docs/decisions/0045)."""

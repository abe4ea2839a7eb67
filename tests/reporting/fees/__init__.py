"""The ledger of fees."""

"""The ledger of fees (收费台账): per applicant and month of receipt, what was counted, charged, paid, given back, lapsed."""

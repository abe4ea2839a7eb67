"""Reconciliation after a restore: what is on paper and at the post is held against the restored records, then two people release."""

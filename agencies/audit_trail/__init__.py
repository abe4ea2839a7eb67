"""Who changed an agency or an account, and who looked at hidden particulars: rows that are only added."""

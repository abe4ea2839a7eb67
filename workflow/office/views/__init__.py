"""The pages of agencies, accounts and the installation."""

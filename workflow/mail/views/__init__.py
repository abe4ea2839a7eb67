"""The pages of printing and posting."""

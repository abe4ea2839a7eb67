"""The steps of signing in that lie behind the password: the code of the second factor."""

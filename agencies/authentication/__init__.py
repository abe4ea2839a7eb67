"""Signing in: limits of wrong passwords, machines that are known, and the alarm when somebody goes through names or passwords."""

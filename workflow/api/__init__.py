"""The API of the workflow: applications, cases and their acts, letters, where an application stands, due days."""

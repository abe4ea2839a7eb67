"""What is given with an act: read at the desk, declared for the API."""

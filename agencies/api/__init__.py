"""What every endpoint of the API shares: what it reads and refuses, pages, filters."""

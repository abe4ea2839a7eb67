"""What a sheet or a letter takes from the case by itself."""

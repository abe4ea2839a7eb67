"""Fields that the forms of every floor share, and forms that do their work once."""

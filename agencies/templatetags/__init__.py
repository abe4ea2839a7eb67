"""What templates of every floor use."""

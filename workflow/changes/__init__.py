"""What platforms are told of the applications that they sent: where each stands, and which letters have left; a feed in one order."""

"""What a letter says about remedies, from the texts of each time, and until when they may be used."""

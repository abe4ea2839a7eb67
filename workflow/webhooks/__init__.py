"""Changes sent to the platforms that ask to be told: signed, in order for each application, tried for a day, replayable."""

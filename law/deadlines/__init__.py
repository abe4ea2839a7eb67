"""From the day of receipt and the acts that follow to the day on which a reply is due, and every reason on the way."""

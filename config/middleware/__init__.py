"""What every request passes before a view, and what every answer bears."""

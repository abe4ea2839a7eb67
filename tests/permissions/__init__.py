"""Who may do what: every question of permission, closed world."""

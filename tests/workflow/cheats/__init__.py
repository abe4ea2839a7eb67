"""What a handler tries who wants a green light without the work, a clerk who hides a mistake, a unit that wants a better year."""

"""The forms of the annual report, and the conditions by which their rows count."""

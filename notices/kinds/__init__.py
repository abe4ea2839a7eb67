"""Every kind of letter and sheet as typed facts, by its code."""

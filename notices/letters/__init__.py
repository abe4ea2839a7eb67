"""Letters: composed, numbered, issued, made void."""

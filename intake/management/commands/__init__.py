"""Commands on service accounts."""

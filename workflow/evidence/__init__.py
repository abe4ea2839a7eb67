"""What stands behind an act or a reply: consents, searches, publications, earlier replies; whether it has substance."""

"""The whole report as one document, and as files of every kind."""

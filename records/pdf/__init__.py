"""PDF files as they are read, drawn and written anew; in the separating process alone, without Django."""

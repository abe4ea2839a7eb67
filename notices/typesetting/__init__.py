"""PDF pages from HTML, made in a child process of its own; no Django."""

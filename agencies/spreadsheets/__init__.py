"""One reader for every spreadsheet the product takes: what the file is, where its heading stands, what was not read."""

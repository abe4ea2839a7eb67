"""What the software shows and stores, written to a folder, so that two states of the code can be held against each other."""

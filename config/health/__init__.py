"""Whether the installation can do its work, for whoever watches over it."""

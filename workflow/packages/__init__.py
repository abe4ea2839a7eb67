"""Archive packages: what goes in, how it is written, how it is checked by itself (档案包)."""

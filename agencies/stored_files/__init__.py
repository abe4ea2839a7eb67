"""Files under MEDIA_ROOT: written whole, read as they were kept, held against the rows that name them."""

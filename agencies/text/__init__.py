"""Text that people type and read: compared, stated in a line, with the law cited in the reader's language."""

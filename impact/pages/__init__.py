"""Public impact pages, read from batches."""

"""Payment files for the bank, and its statements."""

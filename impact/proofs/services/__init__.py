"""What is written to the log, one topic a module."""

"""What can be done by hand."""

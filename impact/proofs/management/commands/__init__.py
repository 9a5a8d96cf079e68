"""What operators may run by hand."""

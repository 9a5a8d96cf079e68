"""Commands by which an operator runs each job of this room by hand."""

"""One service each."""

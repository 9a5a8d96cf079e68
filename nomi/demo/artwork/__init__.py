"""Product pictures of the demo: drawn by us, rendered once, kept in the repository."""

"""What order pages show of returns."""

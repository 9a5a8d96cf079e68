"""Commands for whoever runs the store."""

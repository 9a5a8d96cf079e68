"""What order pages show of parcels."""

"""What a price is about in another currency: stored once a day, shown and never charged."""

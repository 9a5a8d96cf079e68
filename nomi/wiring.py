"""Shop events to impact's front door: one receiver, one call."""

"""Who works here: the second factor."""

"""Who works here: roles and the second factor."""

"""Whether this process lives, and whether the store behind it is ready."""

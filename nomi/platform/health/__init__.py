"""Whether the store can do its work, told truly."""

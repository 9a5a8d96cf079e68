"""The Today page: what waits for a person, in panels of one kind each."""

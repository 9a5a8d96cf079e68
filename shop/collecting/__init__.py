"""Orders that their buyers collect at an event: a fair, a talk, a church hall."""

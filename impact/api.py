"""The front door of impact: everything others may call."""

"""Orders that are collected at an event."""

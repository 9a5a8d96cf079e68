"""Participants and their training accounts."""

"""Pieces that come back: asked for, agreed to, received, looked at, and paid back."""

"""Accessibility of every kind of page, in light and dark, on phone and desktop."""

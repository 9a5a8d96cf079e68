"""Journeys of real people through the running store, in Chromium."""

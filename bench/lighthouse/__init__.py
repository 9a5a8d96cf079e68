"""How fast, sound and findable pages are in a throttled browser, in light and dark."""

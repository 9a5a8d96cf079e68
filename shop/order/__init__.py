"""Orders: Oscar's tables with our numbers, states and stock."""

"""Share policy, shares of order lines, the Training Fund, allocation runs and the reserve."""

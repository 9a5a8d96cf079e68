"""What is done with shares: sales, refunds, maturity and allocation."""

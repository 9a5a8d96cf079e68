"""Home, catalogue and product pages."""

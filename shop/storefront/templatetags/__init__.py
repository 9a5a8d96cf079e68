"""Template tags of the storefront."""

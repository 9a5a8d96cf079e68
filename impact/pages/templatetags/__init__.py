"""Template tags of impact; they take primitives only, so that shop pages may use them."""

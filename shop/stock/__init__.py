"""Stock that is held for orders: never more than there is."""

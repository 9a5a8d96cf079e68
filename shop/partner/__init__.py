"""Stock records and prices."""

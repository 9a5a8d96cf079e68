"""The payment room, apart from what can go wrong."""

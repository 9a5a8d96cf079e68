"""The wish list of a visitor and of an account."""

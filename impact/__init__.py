"""The share of each sale: books, Training Fund, training accounts and public figures."""

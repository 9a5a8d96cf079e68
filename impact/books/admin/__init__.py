"""The staff screens of the books: looked at, never written but by a named step."""

from impact.books.admin import accounts, corrections, entries, exports, halts, periods

__all__ = ["accounts", "corrections", "entries", "exports", "halts", "periods"]

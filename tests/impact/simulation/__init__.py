"""Many clients at once on the real books, beside a plain model of what must come out."""

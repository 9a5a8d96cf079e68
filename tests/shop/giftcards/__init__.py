"""Gift cards: sold, held, taken, given back, ended."""

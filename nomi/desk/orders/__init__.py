"""The staff screen of an order: what happened to it, its papers, and what staff do with it."""

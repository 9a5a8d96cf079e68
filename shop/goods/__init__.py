"""The catalogue as staff work on it: one page a product, prices, pictures, copies, tables."""

"""Words of verified buyers about goods, shown once staff have read them."""

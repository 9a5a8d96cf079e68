"""The composition root: the only package that knows both the shop and impact."""

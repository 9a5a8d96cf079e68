"""Codes that lower a price: made by staff, and never at the makers' cost."""

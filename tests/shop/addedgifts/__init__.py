"""A gift beside the goods, on one payment."""

"""What machines read: addresses to look at, new goods, the goods as Google's Merchant feed."""

"""Gift cards: a liability that is sold, pays for goods in part or whole, and gets money back."""

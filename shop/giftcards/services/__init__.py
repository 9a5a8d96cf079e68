"""What is done with gift cards. Each module locks the order first and the card last."""

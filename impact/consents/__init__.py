"""What each woman allowed to be shown, where and until when; and what speaks against it."""

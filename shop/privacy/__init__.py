"""What the shop holds about a shopper: handed out whole, and erased."""

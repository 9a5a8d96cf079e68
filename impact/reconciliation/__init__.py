"""Daily comparison of the books with Stripe and the bank; what differs."""

"""Training providers, draw requests, approvals and payouts."""

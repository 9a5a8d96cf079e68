"""Management commands of the payouts."""

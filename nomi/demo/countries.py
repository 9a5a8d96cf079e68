"""The countries we deliver to, as a live store has them."""

from shop.shipping.services import serve_countries


def seed_countries() -> None:
    """Write down the countries. Running it again changes nothing."""
    serve_countries()

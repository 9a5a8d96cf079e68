"""What giving asks of purchases, answered by the shop."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import tzinfo

from impact.giving.purchases import Purchase
from shop.stripe_checkout.purchases import list_paid_orders


class ShopPort:
    """Giving's port to the shop; see `impact.giving.purchases.PurchasePort`."""

    def list_purchases(self, *, email: str, year: int, zone: tzinfo) -> Sequence[Purchase]:
        """Return what was paid in a calendar year of the zone by this address."""
        orders = list_paid_orders(email=email, year=year, zone=zone)
        return [Purchase(**asdict(one)) for one in orders]

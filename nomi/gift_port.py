"""What the shop asks of gifts, answered at impact's front door."""

from dataclasses import asdict

import impact.api
from shop.addedgifts.port import AddedGift, GiftTerms


class GivingPort:
    """The shop's port to giving; see `shop.addedgifts.port.GiftPort`."""

    def find_terms(self) -> GiftTerms | None:
        """Return the terms, None while no gift can be taken."""
        terms = impact.api.find_gift_terms()
        return GiftTerms(**vars(terms)) if terms else None

    def name_purpose(self, purpose: str) -> str:
        """Return the fund a gift goes to, with its purpose."""
        return impact.api.name_gift_purpose(purpose)

    def find_gift(self, *, order_number: str) -> AddedGift | None:
        """Return the gift of an order, None for none."""
        gift = impact.api.find_order_gift(order_number=order_number)
        return AddedGift(**asdict(gift)) if gift else None

    def find_taken(self, *, stripe_id: str) -> int:
        """Return the cents of a gift that a refund or dispute took, given back or not."""
        return impact.api.find_gift_taken(stripe_id=stripe_id)

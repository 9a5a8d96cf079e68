"""What the shop asks of gifts, answered at impact's front door."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import impact.api
from shop.addedgifts.port import AddedGift, GiftsOpen, GiftTerms


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

    def collect_data(
        self, *, user_key: int, emails: Sequence[str]
    ) -> dict[str, list[dict[str, Any]]]:
        """Return all that is held of a shopper's gifts, table by table."""
        return impact.api.collect_gifts_of(user_key=user_key, emails=emails)

    def forget(self, *, user_key: int, emails: Sequence[str]) -> None:
        """Take the person out of her gifts, or say in words why that must wait."""
        try:
            impact.api.forget_donor(user_key=user_key, emails=emails)
        except impact.api.GivingRefusedError as refusal:
            raise GiftsOpen(str(refusal)) from None

"""The front door of impact: everything others may call."""

from dataclasses import dataclass

from django.utils import timezone

from impact.giving.order_gifts import (
    GiftTerms,
    OrderGift,
    find_gift_taken,
    find_gift_terms,
    find_order_gift,
    name_gift_purpose,
)
from impact.giving.queries import collect_gifts_of
from impact.giving.services.forgetting import forget_donor
from impact.giving.services.hearing import hear as hear_of_gift
from impact.giving.services.refusals import GivingRefusedError
from impact.giving.services.with_orders import (
    end_order_gift,
    place_order_gift,
    receive_order_gift,
    take_back_order_gift,
)
from impact.money import split_share
from impact.reconciliation.services.cash import record_cash
from impact.shares.policies import get_share_terms
from impact.shares.services.refunds import record_chargeback, record_lost_parcel, record_refund
from impact.shares.services.restorations import record_chargeback_reversal, record_refund_failure
from impact.shares.services.sales import record_sale
from impact.shares.services.voided_cards import record_voided_card

__all__ = [
    "GiftTerms",
    "GivingRefusedError",
    "OrderGift",
    "ShareQuote",
    "collect_gifts_of",
    "end_order_gift",
    "find_gift_taken",
    "find_gift_terms",
    "find_order_gift",
    "forget_donor",
    "hear_of_gift",
    "name_gift_purpose",
    "place_order_gift",
    "quote_share",
    "receive_order_gift",
    "record_cash",
    "record_chargeback",
    "record_chargeback_reversal",
    "record_lost_parcel",
    "record_refund",
    "record_refund_failure",
    "record_sale",
    "record_voided_card",
    "take_back_order_gift",
]


@dataclass(frozen=True, kw_only=True)
class ShareQuote:
    """What a line would give today, in cents: the same arithmetic as the books'.

    `share_minor` is what the shopper is told; it is `fund_minor` + `reserve_minor`.
    """

    net_minor: int
    landed_minor: int
    markup_minor: int
    share_minor: int
    fund_minor: int
    reserve_minor: int
    policy_version: int


def quote_share(*, net_unit_minor: int, landed_unit_minor: int, quantity: int = 1) -> ShareQuote:
    """Return the share of `quantity` pieces at these unit amounts, in cents, as of today.

    Asks the database once a day and process at most (see `impact.shares.policies`). The share of
    a whole line is rounded once, as in the books.
    """
    terms = get_share_terms(timezone.now().date())
    split = split_share(
        net_minor=net_unit_minor * quantity, landed_minor=landed_unit_minor * quantity, terms=terms
    )
    return ShareQuote(
        net_minor=net_unit_minor * quantity,
        landed_minor=landed_unit_minor * quantity,
        markup_minor=split.markup_minor,
        share_minor=split.share_minor,
        fund_minor=split.fund_minor,
        reserve_minor=split.reserve_minor,
        policy_version=terms.version,
    )

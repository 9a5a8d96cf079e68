"""Money on the Today page: disputes to answer, and cash that a person must hand back."""

from django.utils.translation import gettext_lazy as _

from nomi.desk.disputes import build_dispute_panels
from nomi.desk.panels import Panel, Row, build_panel, find_address
from nomi.platform.screens import format_minor
from shop.stripe_checkout.models import Refund
from shop.stripe_checkout.queries import find_cash_to_hand_back


def describe_refund(refund: Refund) -> Row:
    """Return the order, the amount and why it goes back."""
    amount = format_minor(refund.gross_minor, refund.currency)
    address = find_address(refund, "stripe_checkout_refund")
    return Row(title=refund.order.number, detail=f"{amount} · {refund.reason}", address=address)


def build_money_panels() -> list[Panel]:
    """Return the disputes that wait for us, and the cash that buyers wait for."""
    return [
        *build_dispute_panels(),
        build_panel(
            title=_("Cash to hand back"),
            rows=find_cash_to_hand_back(),
            describe=describe_refund,
            screen="stripe_checkout_refund",
            query="?state__exact=requested",
        ),
    ]

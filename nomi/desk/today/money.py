"""Money of orders that waits: disputes to answer, and cash that a person must hand back."""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.desk.today.panels import Panel, Row, build_panel
from nomi.platform.amounts import format_minor
from nomi.platform.screens import find_address
from shop.stripe_checkout.models import Dispute, Refund
from shop.stripe_checkout.queries import find_cash_to_hand_back, find_disputes_to_answer


def build_money_panels() -> list[Panel]:
    """Return the disputes that wait for us, and the cash that buyers wait for."""
    return [
        build_panel(
            title=_("Disputes to answer"),
            rows=find_disputes_to_answer(),
            describe=describe_dispute,
            screen="stripe_checkout_dispute",
            query="?closed_at__isempty=1",
            is_urgent=True,
        ),
        build_panel(
            title=_("Cash to hand back"),
            rows=find_cash_to_hand_back(),
            describe=describe_refund,
            screen="stripe_checkout_refund",
            query="?state__exact=requested",
        ),
    ]


def describe_dispute(dispute: Dispute) -> Row:
    """Return the order, the amount and the last day for our answer."""
    amount = format_minor(dispute.amount_minor, dispute.currency)
    detail = gettext("%(amount)s · answer soon") % {"amount": amount}
    if dispute.due_at is not None:
        day = timezone.localdate(dispute.due_at)
        detail = gettext("%(amount)s · answer at Stripe by %(day)s") % {
            "amount": amount,
            "day": f"{day:%d %b}",
        }
    return Row(title=dispute.order.number, detail=detail, address=find_address(dispute))


def describe_refund(refund: Refund) -> Row:
    """Return the order, the amount and why it goes back."""
    amount = format_minor(refund.gross_minor, refund.currency)
    address = find_address(refund)
    return Row(title=refund.order.number, detail=f"{amount} · {refund.reason}", address=address)

"""Disputes on the Today page: which to answer, and by when."""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.desk.panels import Panel, Row, build_panel, find_address
from nomi.platform.screens import format_minor
from shop.stripe_checkout.models import Dispute
from shop.stripe_checkout.queries import find_disputes_to_answer


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
    address = find_address(dispute, "stripe_checkout_dispute")
    return Row(title=dispute.order.number, detail=detail, address=address)


def build_dispute_panels() -> list[Panel]:
    """Return the disputes that wait for our answer."""
    return [
        build_panel(
            title=_("Disputes to answer"),
            rows=find_disputes_to_answer(),
            describe=describe_dispute,
            screen="stripe_checkout_dispute",
            query="?closed_at__isempty=1",
            is_urgent=True,
        )
    ]

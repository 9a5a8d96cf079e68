"""Stripe's short words for why a refund waits or failed, as people read them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.stripe_checkout.models import Refund

REASONS: dict[str, Promise] = {
    "processing": _("Stripe is still working on it; nothing is to be done."),
    "pending": _("Stripe has it and has not sent it yet."),
    "insufficient_funds": _("Our balance at Stripe is too low; it leaves when money has come in."),
    "charge_pending": _("The buyer's own payment has not arrived at Stripe yet."),
    "requires_action": _("The buyer must first tell Stripe where the money shall go."),
    "lost_or_stolen_card": _("The buyer's card is reported lost; ask for another way to pay back."),
    "expired_or_canceled_card": _("The buyer's card is closed; ask for another way to pay back."),
    "declined": _("The buyer's bank declined it; ask for another way to pay back."),
    "merchant_request": _("It was called back in Stripe's dashboard."),
    "unknown": _("The bank did not say why."),
}


def describe_refund(refund: Refund) -> str | Promise:
    """Return why the refund waits or failed, in words; a dash when it neither does."""
    if not refund.failure:
        return "–"
    return REASONS.get(refund.failure, refund.failure)

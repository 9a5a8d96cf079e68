"""Refunds in words: why one waits or failed, and which way one goes."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.platform.amounts import format_minor
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


def describe_way_back(refund: Refund) -> str:
    """Return how the money of a refund that was just asked for reaches the buyer."""
    amount = {"amount": format_minor(refund.gross_minor, refund.currency)}
    if refund.goes_to_gift_card:
        return gettext("%(amount)s goes back onto the gift card that paid it.") % amount
    beside = Refund.objects.filter(key=f"{refund.key}{Refund.TO_CARD}").first()
    if beside is not None:
        way = _describe_by_payment(refund, amount)
        rest = {"amount": format_minor(beside.gross_minor, beside.currency)}
        return f"{way} {gettext('%(amount)s goes back onto the gift card.') % rest}"
    return _describe_by_payment(refund, amount)


def _describe_by_payment(refund: Refund, amount: dict[str, str]) -> str:
    if refund.attempt.is_cash:
        return gettext("%(amount)s waits on Today as cash to hand back.") % amount
    return gettext("%(amount)s goes back to the buyer; Stripe hears of it soon.") % amount

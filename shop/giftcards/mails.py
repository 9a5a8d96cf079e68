"""The mails of gift cards: the code to whom the card is for, and the receipt to who bought it."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from nomi.platform.amounts import format_minor
from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail
from shop.giftcards.codes import group_code, open_code
from shop.giftcards.models import GiftCard
from shop.giftcards.services.issuing import MAIL
from shop.languages.queries import speak_to_buyer


def register_mails() -> None:
    """Tell the outbox who writes it."""
    registry.register(MAIL, render_code)


def render_code(reference: str) -> Mail:
    """Write the code to whom the card is for; the reference is the card's uid and code number.

    The code stands in no row of the outbox: it is unsealed here. One that was replaced meanwhile
    is not sent any more.
    """
    uid, _colon, edition = reference.partition(":")
    card = GiftCard.objects.select_related("order").get(
        uid=uid, edition=edition, state__in=[GiftCard.State.ACTIVE, GiftCard.State.BLOCKED]
    )
    with speak_to_buyer(card.order):
        return _write_code(card)


def _write_code(card: GiftCard) -> Mail:
    amount = format_minor(card.balance_minor, card.currency)
    subject = _("A gift card of %(amount)s for you") % {"amount": amount}
    if card.edition > 1:
        subject = _("The new code of your gift card")
    context: dict[str, Any] = {
        "subject": subject,
        "is_new_code": card.edition > 1,
        "amount": amount,
        "code": group_code(open_code(bytes(card.sealed_code or b""), uid=card.uid)),
        "sender_name": card.sender_name,
        "message": card.message,
        "site_address": settings.SITE_ADDRESS,
        "shop_address": settings.SITE_ADDRESS + reverse("catalogue:index"),
        "balance_address": settings.SITE_ADDRESS + reverse("gift-card-balance"),
    }
    return Mail(
        to=card.recipient_email,
        subject=subject,
        text=render_to_string("emails/gift_card.txt", context),
        html=render_to_string("emails/gift_card.html", context),
    )

"""The mail that a wish was for."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail
from nomi.platform.tokens import services as tokens
from shop.wishes.models import StockWish
from shop.wishes.queries import KIND
from shop.wishes.services import LIFE, PURPOSE


def register_mails() -> None:
    """Tell the outbox who writes it."""
    registry.register(KIND, render_back)


def render_back(reference: str) -> Mail:
    """Say that the goods are back, and how to be forgotten at once."""
    wish = StockWish.objects.select_related("product__parent").get(uid=reference)
    with override(wish.language):
        return _write(wish)


def _write(wish: StockWish) -> Mail:
    token = tokens.issue(
        purpose=PURPOSE, reference=wish.email_key, expires_at=wish.created_at + LIFE
    )
    title = wish.product.get_title()
    subject = _("%(title)s is back") % {"title": title}
    context = {
        "subject": subject,
        "title": title,
        "site_address": settings.SITE_ADDRESS,
        "product_address": settings.SITE_ADDRESS + wish.product.get_absolute_url(),
        "forget_address": settings.SITE_ADDRESS + reverse("wish-forget", args=(token,)),
    }
    return Mail(
        to=wish.email,
        subject=subject,
        text=render_to_string("emails/stock_back.txt", context),
        html=render_to_string("emails/stock_back.html", context),
    )

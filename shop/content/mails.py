"""The mail that carries a message to us."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail
from shop.content.models import ContactMessage

KIND = "contact_message"


def register_mails() -> None:
    """Tell the outbox who writes it."""
    registry.register(KIND, render_message)


def render_message(reference: str) -> Mail:
    """Write down what somebody wrote; an answer goes to her."""
    message = ContactMessage.objects.get(uid=reference)
    subject = _("A message from the contact page")
    if message.order_number:
        subject = _("A message about order %(number)s") % {"number": message.order_number}
    rows = [
        (_("E-mail"), message.email),
        (_("Name"), message.name or "–"),
        (_("Order number"), message.order_number or "–"),
    ]
    context = {
        "subject": subject,
        "rows": rows,
        "text": message.text,
        "site_address": settings.SITE_ADDRESS,
    }
    return Mail(
        to=settings.CONTACT_MAIL,
        reply_to=message.email,
        subject=subject,
        text=render_to_string("emails/contact_message.txt", context),
        html=render_to_string("emails/contact_message.html", context),
    )

"""The mail to finance about a reserve that runs low."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from impact.shares.models import ReserveAlert
from impact.shares.services.reserve import ALERT_MAIL
from nomi.platform.amounts import format_minor
from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail


def register_mails() -> None:
    """Tell the outbox who writes this kind."""
    registry.register(ALERT_MAIL, render_alert)


def render_alert(reference: str) -> Mail:
    """Say how far the reserve fell; the reference is the alert's number."""
    alert = ReserveAlert.objects.get(pk=reference)
    subject = _("The reserve is %(kind)s") % {"kind": alert.get_kind_display()}
    context = {
        "subject": subject,
        "balance": format_minor(alert.balance_minor),
        "target": format_minor(alert.target_minor),
        "site_address": settings.SITE_ADDRESS,
        "address": settings.SITE_ADDRESS + reverse("admin:shares_reservetopup_changelist"),
    }
    return Mail(
        to=settings.FINANCE_MAIL,
        subject=subject,
        text=render_to_string("emails/reserve_alert.txt", context),
        html=render_to_string("emails/reserve_alert.html", context),
    )

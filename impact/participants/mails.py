"""The mail to a case worker about interviews to hold: codes, waves and days, no pseudonym."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from impact.participants.models import Interview
from impact.participants.queries.interviews import list_due
from impact.participants.services.reminders import REMINDER_MAIL
from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail
from nomi.platform.people import STAFF


def register_mails() -> None:
    """Tell the outbox who writes this kind."""
    registry.register(REMINDER_MAIL, render_reminder)


def render_reminder(reference: str) -> Mail:
    """Name what is due as of the sending; the reference is the case worker and the week."""
    worker, _sign, _week = reference.partition("|")
    user = get_user_model()._default_manager.get(pk=int(worker.removeprefix(STAFF)))
    today = timezone.now().date()
    subject = _("Interviews to hold")
    context = {
        "subject": subject,
        "interviews": [
            {
                "code": due.participant.account.code,
                "wave": Interview.Wave(due.wave).label,
                "due_on": due.due_on,
                "is_overdue": due.is_overdue(today),
            }
            for due in list_due(on=today, case_worker=worker)
        ],
        "site_address": settings.SITE_ADDRESS,
        "address": settings.SITE_ADDRESS
        + reverse("admin:participants_participant_changelist")
        + "?load=mine",
    }
    return Mail(
        to=user.email,
        subject=subject,
        text=render_to_string("emails/interviews_due.txt", context),
        html=render_to_string("emails/interviews_due.html", context),
    )

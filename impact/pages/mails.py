"""Mails to readers of updates, each in the reader's language.

None says anything of one woman: a mail cannot be recalled.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from impact.pages.models import Subscriber, Update
from impact.pages.services.readers import ASK, ASK_MAIL, LEAVE, issue_link
from impact.pages.services.updates import NEWS_MAIL
from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail


def register_mails() -> None:
    """Tell the outbox who writes these kinds."""
    registry.register(ASK_MAIL, render_question)
    registry.register(NEWS_MAIL, render_news)


def render_question(reference: str) -> Mail:
    """Ask whether the mails are meant for this mailbox; the reference is the reader's number."""
    reader = Subscriber.objects.get(uid=reference)
    token = issue_link(purpose=ASK, uid=reference, now=timezone.now())
    with override(reader.language):
        context = {
            "subject": _("Do you want our updates by mail?"),
            "site_address": settings.SITE_ADDRESS,
            "address": _write_address("subscribe-confirm", token),
        }
        return _write(reader, "impact_updates_ask", context)


def render_news(reference: str) -> Mail:
    """Say that there is an update; the reference is its number and the reader's.

    Of one that speaks of a woman it says nothing, not even its address, in which words stand. The
    update's own words are in the language that staff wrote.
    """
    update_id, _colon, uid = reference.partition(":")
    reader = Subscriber.objects.get(uid=uid, confirmed_at__isnull=False)
    update = Update.objects.get(pk=update_id, state=Update.State.PUBLISHED)
    token = issue_link(purpose=LEAVE, uid=uid, now=timezone.now())
    is_about_nobody = not update.account_code
    with override(reader.language):
        context = {
            "subject": update.title if is_about_nobody else _("There is an update"),
            "summary": update.summary if is_about_nobody else "",
            "site_address": settings.SITE_ADDRESS,
            "address": _write_address("update", update.slug)
            if is_about_nobody
            else _write_address("updates"),
            "leave_address": _write_address("subscribe-leave", token),
        }
        return _write(reader, "impact_update", context)


def _write_address(name: str, *args: str) -> str:
    return settings.SITE_ADDRESS + reverse(f"impact:{name}", args=args)


def _write(reader: Subscriber, name: str, context: dict[str, str]) -> Mail:
    return Mail(
        to=reader.email,
        subject=context["subject"],
        text=render_to_string(f"emails/{name}.txt", context),
        html=render_to_string(f"emails/{name}.html", context),
    )

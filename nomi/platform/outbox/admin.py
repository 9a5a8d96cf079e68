"""The staff screen of the outbox: which mails are owed, sent or given up."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.services import retry
from nomi.platform.screens import Button, FactsScreen


def retry_message(message: OutboxMessage, _reason: str, _request: HttpRequest) -> str:
    """Make the mail due at once."""
    if retry(message_id=message.pk, now=timezone.now()):
        return gettext("The mail is due now and leaves within a minute.")
    return gettext("The mail was sent in the meantime; nothing was changed.")


@admin.register(OutboxMessage)
class OutboxScreen(FactsScreen):
    """Mails by their state."""

    buttons = (
        Button(
            name="retry",
            label=_("Try again"),
            question=_("The mail is sent again at once, with eight new tries."),
            press=retry_message,
            is_offered=lambda message: (
                message.state in {OutboxMessage.State.WAITING, OutboxMessage.State.DEAD}
            ),
        ),
    )
    list_display = ("kind", "reference", "state", "tries", "due_at", "sent_at", "error")
    list_filter = ("state", "kind")
    search_fields = ("reference",)
    fields = readonly_fields = (
        "kind",
        "reference",
        "state",
        "tries",
        "error",
        "created_at",
        "due_at",
        "sent_at",
    )

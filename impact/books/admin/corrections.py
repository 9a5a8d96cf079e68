"""Corrections: one person proposed to undo an entry, another decides."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.books.models import Correction, Entry
from impact.books.services import (
    AlreadyDecidedError,
    AlreadyUndoneError,
    ClosedPeriodError,
    NoReasonError,
    OverdrawnError,
    SamePersonError,
    UnknownAccountError,
    approve_reversal,
    reject_reversal,
)
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import Button, FactsScreen


def approve(correction: Correction, _reason: str, request: HttpRequest) -> str:
    """Undo the entry."""
    try:
        posted = approve_reversal(
            correction_id=correction.pk, actor=name_actor(request.user), now=timezone.now()
        )
    except OverdrawnError as refusal:
        words = gettext(
            "An account no longer holds what this would take back. Nothing was changed; the"
            " proposal still waits."
        )
        raise OverdrawnError(words) from refusal
    return gettext("The entry is undone by %(key)s.") % {"key": posted.key}


def reject(correction: Correction, reason: str, request: HttpRequest) -> str:
    """Turn the proposal down."""
    reject_reversal(
        correction_id=correction.pk,
        actor=name_actor(request.user),
        reason=reason,
        now=timezone.now(),
    )
    return gettext("The proposal is turned down. The entry stands as it is.")


def is_open(correction: Correction) -> bool:
    """Return whether nobody has decided yet."""
    return correction.approved_at is None and correction.rejected_at is None


class DecisionFilter(admin.SimpleListFilter):
    """What became of the proposals."""

    title = _("decision")
    parameter_name = "decision"

    def lookups(self, _request: HttpRequest, _screen: object) -> list[tuple[str, str]]:
        """Return the three ends."""
        return [
            ("waiting", gettext("waiting")),
            ("approved", gettext("approved")),
            ("rejected", gettext("turned down")),
        ]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Correction]
    ) -> QuerySet[Correction]:
        """Keep those that ended so."""
        ends: dict[str, dict[str, Any]] = {
            "waiting": {"approved_at": None, "rejected_at": None},
            "approved": {"approved_at__isnull": False},
            "rejected": {"rejected_at__isnull": False},
        }
        return queryset.filter(**ends.get(self.value() or "", {}))


@admin.register(Correction)
class CorrectionScreen(FactsScreen):
    """Proposals to undo entries; the newest first."""

    list_display = ("entry", "reason", "proposed_at", "decision")
    list_filter = (DecisionFilter,)
    list_select_related = ("entry",)
    search_fields = ("entry__key__startswith",)
    ordering = ("-pk",)
    fields = readonly_fields = (
        "entry_link",
        "reason",
        "proposed_by_whom",
        "proposed_at",
        "decision",
        "decided_by_whom",
        "rejection_reason",
        "made_link",
    )
    buttons = (
        Button(
            name="approve",
            label=_("Agree and undo"),
            question=_(
                "A new entry says the opposite of the one proposed, in effect today. It cannot be"
                " taken back except by another correction."
            ),
            press=approve,
            is_offered=is_open,
            refusals=(
                SamePersonError,
                AlreadyDecidedError,
                AlreadyUndoneError,
                ClosedPeriodError,
                OverdrawnError,
                UnknownAccountError,
            ),
        ),
        Button(
            name="reject",
            label=_("Turn down"),
            question=_("The entry stands as it is. The reason is kept."),
            press=reject,
            is_offered=is_open,
            asks_reason=True,
            refusals=(AlreadyDecidedError, NoReasonError),
        ),
    )

    @admin.display(description=_("Decision"))
    def decision(self, correction: Correction) -> str:
        """Say what became of it."""
        if correction.approved_at:
            return gettext("approved")
        return gettext("turned down") if correction.rejected_at else gettext("waiting")

    @admin.display(description=_("Proposed by"))
    def proposed_by_whom(self, correction: Correction) -> str:
        """Name the person."""
        return get_actor_name(correction.proposed_by)

    @admin.display(description=_("Decided by"))
    def decided_by_whom(self, correction: Correction) -> str:
        """Name the person, or a dash."""
        return get_actor_name(correction.approved_by or correction.rejected_by)

    @admin.display(description=_("Entry"))
    def entry_link(self, correction: Correction) -> SafeString | str:
        """Lead to the entry to undo."""
        return link_entry(correction.entry)

    @admin.display(description=_("Undone by"))
    def made_link(self, correction: Correction) -> SafeString | str:
        """Lead to the entry that undid it, or a dash."""
        return link_entry(correction.made)


def link_entry(entry: Entry | None) -> SafeString | str:
    """Return a link to the entry, or a dash."""
    if entry is None:
        return "–"
    address = reverse("admin:books_entry_change", args=(entry.pk,))
    return format_html('<a href="{}">{}</a>', address, entry.key)

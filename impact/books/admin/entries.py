"""Entries: what each moved, and the proposal to undo it."""

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.books.admin.corrections import link_entry
from impact.books.models import Entry
from impact.books.services import (
    AlreadyUndoneError,
    BoundEntryError,
    NoReasonError,
    is_bound,
    propose_reversal,
)
from impact.books.statements import list_entry_lines
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import Button, FactsScreen


def propose(entry: Entry, reason: str, request: HttpRequest) -> str:
    """Ask another person to agree that the entry be undone."""
    actor = name_actor(request.user)
    propose_reversal(entry_key=entry.key, reason=reason, actor=actor, now=timezone.now())
    return gettext("The proposal waits under Corrections for somebody else to decide.")


def may_be_undone(entry: Entry) -> bool:
    """Return whether nothing has undone the entry, and nothing but a correction could."""
    standing = entry.corrections.filter(rejected_at__isnull=True)
    return not (is_bound(entry) or entry.reversals.exists() or standing.exists())


@admin.register(Entry)
class EntryScreen(FactsScreen):
    """Facts in the books, newest first."""

    list_display = ("key", "kind", "effective_on", "posted_at", "reference", "actor")
    list_filter = ("kind",)
    search_fields = ("key__startswith", "reference__exact")
    ordering = ("-pk",)
    buttons = (
        Button(
            name="undo",
            label=_("Propose to undo"),
            question=_(
                "Nothing moves yet. Somebody else must agree; then a new entry says the opposite of"
                " this one, and both stay in the books."
            ),
            press=propose,
            is_offered=may_be_undone,
            asks_reason=True,
            refusals=(AlreadyUndoneError, BoundEntryError, NoReasonError),
            permission="books.add_correction",
        ),
    )
    fields = readonly_fields = (
        "key",
        "kind",
        "effective_on",
        "posted_at",
        "reference",
        "who",
        "lines",
        "reverses_link",
        "resolves_link",
        "fingerprint",
    )

    @admin.display(description=_("Posted by"))
    def who(self, entry: Entry) -> str:
        """Name the person, or the machinery."""
        return get_actor_name(entry.actor)

    @admin.display(description=_("Lines"))
    def lines(self, entry: Entry) -> SafeString:
        """Show what the entry moved, each account leading to its statement."""
        lines = list_entry_lines([entry])
        return render_to_string("admin/books/_entry_lines.html", {"lines": lines})

    @admin.display(description=_("Reverses"))
    def reverses_link(self, entry: Entry) -> SafeString | str:
        """Lead to the entry that this one takes back."""
        return link_entry(entry.reverses)

    @admin.display(description=_("Resolves"))
    def resolves_link(self, entry: Entry) -> SafeString | str:
        """Lead to the hold that this entry settled or released."""
        return link_entry(entry.resolves)

    @admin.display(description=_("Request fingerprint"))
    def fingerprint(self, entry: Entry) -> str:
        """Write the hash that tells two requests under one key apart, in groups to compare."""
        return bytes(entry.request_hash).hex(" ", 4)

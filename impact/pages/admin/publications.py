"""The staff screen of publications: make, look through, approve or refuse."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from impact.pages.chart import draw_outcomes
from impact.pages.models import Publication
from impact.pages.quarters import add_quarters, find_due_quarter, name_quarter
from impact.pages.services import publications
from impact.pages.services.publications import OPEN, PublicationRefused
from impact.pages.shown import list_goals, list_spending, list_tables
from nomi.platform.answering import Words
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.people import get_actor_name, name_actor

APPROVE = "impact_pages.approve_publication"


def list_quarters() -> list[tuple[str, str]]:
    """Return the quarters that may be published, the latest first."""
    due = find_due_quarter(timezone.now())
    days = [add_quarters(due, -back) for back in range(4)]
    return [(day.isoformat(), name_quarter(day)) for day in days]


class QuarterForm(forms.Form):
    """Which quarter."""

    quarter_on = forms.TypedChoiceField(
        label=_("Quarter"),
        choices=list_quarters,
        coerce=date.fromisoformat,
        widget=UnfoldAdminSelectWidget,
    )


class NoteForm(forms.Form):
    """What was noticed."""

    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )


def make(_row: Any, values: dict[str, Any], _request: HttpRequest) -> tuple[Model, Words]:
    """Make the next version of a quarter."""
    made = publications.make_publication(**values, now=timezone.now())
    return made, gettext("The figures are drawn up. Nobody sees them yet.")


def review(row: Publication, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Say that they were looked through."""
    publications.review_publication(
        publication_id=row.pk, **values, actor=name_actor(request.user), now=timezone.now()
    )
    return row, gettext("Noted. Another person approves.")


def approve(row: Publication, _values: Any, request: HttpRequest) -> tuple[Model, Words]:
    """Publish."""
    publications.approve_publication(
        publication_id=row.pk, actor=name_actor(request.user), now=timezone.now()
    )
    return row, gettext("Published.")


def refuse(row: Publication, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Let nobody see it."""
    publications.refuse_publication(
        publication_id=row.pk, **values, actor=name_actor(request.user), now=timezone.now()
    )
    return row, gettext("Refused. It is kept, and nobody sees it.")


@admin.register(Publication)
class PublicationScreen(AskingScreen):
    """What is said in public about women, quarter by quarter."""

    add_ask = Ask(
        name="add",
        label=_("Draw up a quarter"),
        question=_(
            "The figures are read as of the quarter's end and held against the last publication."
            " A quarter that is published already gets a new version; the old one is kept."
        ),
        form=QuarterForm,
        act=make,
        permission="impact_pages.add_publication",
        refusals=(PublicationRefused,),
    )
    asks = (
        Ask(
            name="review",
            label=_("Looked through"),
            question=_(
                "You have read every table. Look for figures that cannot be, and for words that"
                " could lead to one woman. Another person approves."
            ),
            form=NoteForm,
            act=review,
            permission="impact_pages.review_publication",
            is_offered=lambda row, _request: row.state == Publication.State.DRAFT,
            refusals=(PublicationRefused,),
        ),
        Ask(
            name="approve",
            label=_("Publish"),
            question=_("Everybody sees these figures from now on. They are never changed."),
            form=forms.Form,
            act=approve,
            permission=APPROVE,
            is_offered=lambda row, _request: row.state == Publication.State.REVIEWED,
            refusals=(PublicationRefused,),
        ),
        Ask(
            name="refuse",
            label=_("Refuse"),
            question=_("Nobody sees it. It is kept, and the quarter can be drawn up anew."),
            act=refuse,
            permission=APPROVE,
            is_offered=lambda row, _request: row.state in OPEN,
            refusals=(PublicationRefused,),
        ),
    )
    list_display = ("quarter_name", "version", "state", "people_count", "made_at")
    list_filter = ("state",)
    ordering = ("-quarter_on", "-version")
    fields = readonly_fields = (
        "quarter_name",
        "version",
        "state",
        "people_count",
        "figures",
        "as_of",
        "made_at",
        "reviewer",
        "reviewed_at",
        "review_note",
        "decider",
        "decided_at",
        "decision_note",
        "digest",
        "books_digest",
        "log_size",
        "log_root",
    )

    @admin.display(description=_("Quarter"), ordering="quarter_on")
    def quarter_name(self, row: Publication) -> str:
        """Write the quarter."""
        return row.quarter

    @admin.display(description=_("Looked through by"))
    def reviewer(self, row: Publication) -> str:
        """Write who looked it through."""
        return get_actor_name(row.reviewed_by)

    @admin.display(description=_("Decided by"))
    def decider(self, row: Publication) -> str:
        """Write who decided."""
        return get_actor_name(row.decided_by)

    @admin.display(description=_("Figures"))
    def figures(self, row: Publication) -> SafeString:
        """Draw up the tables as they would be published; what is withheld is said to be."""
        context = {
            "tables": list_tables(row),
            "chart": draw_outcomes(row),
            "spending": list_spending(row),
            "goals": list_goals(row),
        }
        return render_to_string("admin/impact/_publication.html", context)

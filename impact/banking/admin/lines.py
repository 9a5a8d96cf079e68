"""The screen of bank lines: what each is, and saying so where the machinery cannot."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.banking.admin.asking import ask, refuse_without
from impact.banking.admin.statements import name_kind
from impact.banking.forms import ExplainForm
from impact.banking.models import LineMatch, StatementLine
from impact.banking.queries import is_explained, is_suggested, list_suggestions
from impact.banking.refusals import BankingRefusedError
from impact.banking.services.explaining import explain_line
from impact.payouts.refusals import PayoutRefusedError
from nomi.platform.amounts import format_minor
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import AmountMixin, Button, FactsInline, FactsScreen

REFUSALS = (BankingRefusedError, PayoutRefusedError)


class StandingFilter(admin.SimpleListFilter):
    """Lines to explain first."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(
        self, _request: HttpRequest, _screen: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, Any]]:
        """Name the three ways a line can stand."""
        return [
            ("suggested", _("unmatched, a payout has its amount")),
            ("unmatched", _("unmatched")),
            ("matched", _("matched")),
        ]

    def queryset(
        self, _request: HttpRequest, lines: QuerySet[StatementLine]
    ) -> QuerySet[StatementLine]:
        """Keep the lines that stand so."""
        if self.value() == "suggested":
            return lines.filter(~is_explained(), is_suggested())
        if self.value() == "unmatched":
            return lines.filter(~is_explained())
        if self.value() == "matched":
            return lines.filter(is_explained())
        return lines


class MatchesInline(FactsInline):
    """What the line was taken for, in the order in which it was said."""

    model = LineMatch
    fields = readonly_fields = ("kind", "payout", "reference", "entry", "who", "reason", "at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LineMatch]:
        """Fetch entries and payouts along."""
        matches: QuerySet[LineMatch] = super().get_queryset(request)
        return matches.select_related("entry", "payout")

    @admin.display(description=_("Who"))
    def who(self, match: LineMatch) -> str:
        """Name the person, or the machinery."""
        return get_actor_name(match.actor)


def may_explain(line: StatementLine) -> bool:
    """Return whether nobody has said yet what the line is."""
    return all(match.kind == LineMatch.Kind.UNMATCHED for match in line.matches.all())


@admin.register(StatementLine)
class StatementLineScreen(AmountMixin, FactsScreen):
    """Bank lines, newest first."""

    buttons = (
        Button(
            name="explain",
            label=_("Say what it is"),
            question="",
            press=lambda *_args: "",
            is_offered=may_explain,
            permission="banking.explain_statementline",
        ),
    )
    inlines = (MatchesInline,)
    list_display = ("bank_reference", "booked_on", "amount", "what", "counterparty", "text")
    list_filter = (StandingFilter, "is_fee")
    search_fields = ("bank_reference__exact", "end_to_end_id__exact", "counterparty")
    fields = readonly_fields = (
        "bank_reference",
        "statement",
        "booked_on",
        "value_on",
        "amount",
        "counterparty",
        "text",
        "end_to_end_id",
        "reference",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatementLine]:
        """Fetch the matches along."""
        lines: QuerySet[StatementLine] = super().get_queryset(request)
        return lines.prefetch_related("matches")

    def press_view(self, request: HttpRequest, object_id: str, button: str, **kw: Any) -> Any:
        """Ask what the line is; this room has no other button."""
        if button != "explain":
            return super().press_view(request, object_id, button, **kw)
        refuse_without(request, "banking.explain_statementline")
        line = self.get_object(request, object_id)
        if line is None:
            raise Http404
        if not may_explain(line):
            messages.error(request, gettext("This line was explained before."))
            return redirect(self.find_return_address(line))
        form = ExplainForm(line, request.POST or None, initial=self.suggest(line))
        if request.method == "POST" and form.is_valid():
            try:
                self.explain(request, line, form.cleaned_data)
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, gettext("The line is booked as what you said."))
                return redirect(self.find_return_address(line))
        return ask(
            request,
            self,
            title=_("What is this line?"),
            question=self.describe(line),
            submit=_("Book it as that"),
            form=form,
            back=self.find_return_address(line),
        )

    def explain(self, request: HttpRequest, line: StatementLine, answers: dict[str, Any]) -> None:
        """Hand the answers to the one service that books them."""
        explain_line(
            line_uid=line.uid,
            kind=answers["kind"],
            payout_uid=answers["payout"] or None,
            reference=answers.get("stripe_id", ""),
            actor=name_actor(request.user),
            reason=answers["reason"],
            now=timezone.now(),
        )

    def suggest(self, line: StatementLine) -> dict[str, str]:
        """Return the answer that is likely: a payout of exactly this amount."""
        if line.is_fee:
            return {"kind": LineMatch.Kind.FEE}
        exact = [
            payout
            for payout in list_suggestions(line)
            if payout.amount_minor == abs(line.amount_minor)
        ]
        if len(exact) != 1:
            return {}
        kind = LineMatch.Kind.PAYOUT if line.amount_minor < 0 else LineMatch.Kind.RETURN
        return {"kind": kind, "payout": str(exact[0].uid)}

    def describe(self, line: StatementLine) -> str:
        """Say what the bank says, in one sentence."""
        return gettext("%(day)s: %(amount)s, %(counterparty)s. %(text)s") % {
            "day": line.booked_on,
            "amount": format_minor(line.amount_minor, line.currency),
            "counterparty": line.counterparty or gettext("no name"),
            "text": line.text,
        }

    @admin.display(description=_("What it is"))
    def what(self, line: StatementLine) -> str:
        """Say what the line turned out to be."""
        return name_kind(line)

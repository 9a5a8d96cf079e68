"""The staff screen of draws: the queues, each draw with its time line, and its papers."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.books.queries import get_balance
from impact.payouts.admin import draw_asks
from impact.payouts.admin.papers import PapersOfDraw
from impact.payouts.models import DrawRequest, Fact, Payout
from impact.payouts.queries import find_line_budget
from impact.payouts.waiting import list_queues
from nomi.platform.amounts import format_minor
from nomi.platform.asking import AskingScreen
from nomi.platform.people import get_actor_name
from nomi.platform.screens import AmountMixin, FactsInline


def show_queues(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the queues of this person, with how many wait in each."""
    shown = request.GET.get("waits", "")
    address = reverse("admin:payouts_drawrequest_changelist")
    every = [("", _("All"), DrawRequest.objects.all()), *list_queues(request)]
    return [
        {
            "label": label,
            "count": rows.count(),
            "address": f"{address}?waits={name}" if name else address,
            "is_shown": shown == name,
        }
        for name, label, rows in every
    ]


class WaitsFor(admin.SimpleListFilter):
    """What a draw waits for, as far as this person can do it."""

    title = _("waits for")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        """Name the queues."""
        return [(name, label) for name, label, _rows in list_queues(request)]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[DrawRequest]
    ) -> QuerySet[DrawRequest]:
        """Keep what stands in the chosen queue."""
        for name, _label, rows in list_queues(request):
            if self.value() == name:
                return queryset.filter(pk__in=rows.values("pk"))
        return queryset


class PayoutOfDraw(FactsInline):
    """The payment."""

    model = Payout
    verbose_name_plural = _("Payment")
    fields = readonly_fields = (
        "state",
        "rail",
        "paid",
        "external_reference",
        "submitted_at",
        "settled_at",
        "completed_at",
        "error",
    )

    @admin.display(description=_("Left us"))
    def paid(self, payout: Payout) -> str:
        """Write the dollars that left."""
        return format_minor(payout.paid_minor)


class FactsOfDraw(FactsInline):
    """What was done with the draw, in its order."""

    model = Fact
    fk_name = "draw"
    verbose_name_plural = _("Time line")
    fields = readonly_fields = ("at", "what", "words", "who")

    @admin.display(description=_("Who"))
    def who(self, fact: Fact) -> str:
        """Write who did it."""
        return get_actor_name(fact.actor)


@admin.register(DrawRequest)
class DrawScreen(AmountMixin, AskingScreen):
    """Draws, and what each waits for."""

    asks = draw_asks.ASKS
    add_ask = draw_asks.ADD
    inlines = (PayoutOfDraw, PapersOfDraw, FactsOfDraw)
    list_before_template = "admin/payouts/_queue.html"
    list_display = ("account_code", "plan_line", "provider", "amount", "stands", "requested_at")
    list_filter = (WaitsFor, "state", "payout__state", "provider")
    list_select_related = ("provider", "payout")
    search_fields = ("account_code__iexact", "plan_line", "uid__exact")
    search_help_text = _("A whole code, or words of a line of her plan")
    ordering = ("-pk",)
    fields = (
        ("account_code", "plan_line"),
        ("provider", "amount"),
        ("budget", "in_account"),
        ("foreign", "stands"),
        ("requester", "requested_at"),
        ("reason", "approvals"),
    )
    readonly_fields = tuple(name for pair in fields for name in pair)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the queues above the list."""
        context = {**(extra_context or {}), "queues": show_queues(request)}
        return super().changelist_view(request, context)

    def get_inlines(self, _request: HttpRequest, obj: Any) -> list[Any]:
        """Leave the payment out while there is none."""
        is_paid = obj is not None and obj.state == DrawRequest.State.RELEASED
        return list(self.inlines) if is_paid else [PapersOfDraw, FactsOfDraw]

    @admin.display(description=_("Budget of the line"))
    def budget(self, draw: DrawRequest) -> str:
        """Write what the line may cost, and what no draw has asked for; this one has."""
        found = find_line_budget(account_code=draw.account_code, plan_line=draw.plan_line)
        if found is None:
            return "–"
        return gettext("%(budget)s, %(left)s of it not asked for") % {
            "budget": format_minor(found.budget_minor),
            "left": format_minor(found.left_minor),
        }

    @admin.display(description=_("In her account now"))
    def in_account(self, draw: DrawRequest) -> str:
        """Write what the account holds."""
        return format_minor(get_balance(draw.books_account))

    @admin.display(description=_("In the provider's currency"))
    def foreign(self, draw: DrawRequest) -> str:
        """Write the foreign amount with its rate."""
        if draw.foreign_amount_minor is None:
            return "–"
        amount = format_minor(draw.foreign_amount_minor, draw.foreign_currency)
        day = date_format(draw.rate_on) if draw.rate_on else "–"
        return f"{amount} ({draw.rate}, {draw.rate_source}, {day})"

    @admin.display(description=_("Stands"))
    def stands(self, draw: DrawRequest) -> str:
        """Write where the draw or its payment stands."""
        if draw.state == DrawRequest.State.RELEASED:
            return draw.payout.get_state_display()
        return draw.get_state_display()

    @admin.display(description=_("Requested by"))
    def requester(self, draw: DrawRequest) -> str:
        """Write who asked."""
        return get_actor_name(draw.requested_by)

    @admin.display(description=_("Approvals"))
    def approvals(self, draw: DrawRequest) -> str:
        """Write how many approvals there are of how many."""
        return f"{draw.approvals.count()} / {draw.approvals_needed}"

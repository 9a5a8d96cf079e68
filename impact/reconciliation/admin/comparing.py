"""The staff screens of reconciliation: what differs, who looks into it, and the runs."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.reconciliation import queries
from impact.reconciliation.admin.by_hand import PROPOSE, BookingsOfDifference
from impact.reconciliation.figures import HEIGHT, WIDTH, draw_cover
from impact.reconciliation.models import Discrepancy, ReconciliationRun, StripeTransaction
from impact.reconciliation.services.discrepancies import ClosedAlreadyError, resolve, take_on
from impact.reconciliation.services.runs import reconcile
from impact.reconciliation.services.turns import TurnTakenError
from nomi.platform.amounts import format_minor
from nomi.platform.asking import AskingScreen
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import AmountMixin, Button, FactsScreen

DAYS_DRAWN = 30
START = "reconciliation.start_reconciliationrun"


def _is_open(row: Discrepancy) -> bool:
    return row.closed_at is None


def _take_on(row: Discrepancy, _reason: str, request: HttpRequest) -> str:
    take_on(discrepancy_id=row.pk, actor=name_actor(request.user))
    return gettext("This difference is yours now.")


def _resolve(row: Discrepancy, reason: str, request: HttpRequest) -> str:
    actor = name_actor(request.user)
    resolve(discrepancy_id=row.pk, actor=actor, reason=reason, now=timezone.now())
    return gettext("The difference is closed with your reason.")


@admin.register(Discrepancy)
class DiscrepancyScreen(AmountMixin, AskingScreen):
    """What does not agree, the open ones first."""

    asks = (PROPOSE,)
    inlines = (BookingsOfDifference,)
    list_display = ("words", "amount", "kind", "age", "owner_name", "state")
    list_filter = (("closed_at", admin.EmptyFieldListFilter), "is_blocking", "kind", "ending")
    search_fields = ("reference__exact",)
    ordering = ("-closed_at", "-is_blocking", "found_at")
    fields = readonly_fields = (
        "words",
        "amount",
        "kind",
        "reference",
        "is_blocking",
        "found_at",
        "last_seen_at",
        "owner_name",
        "state",
        "closed_at",
        "closed_by_name",
        "resolution",
    )
    buttons = (
        Button(
            name="take-on",
            label=_("Take it on"),
            question=_("You look into this difference. Everybody sees that it is yours."),
            press=_take_on,
            is_offered=_is_open,
            refusals=(ClosedAlreadyError,),
            permission="reconciliation.own_discrepancy",
        ),
        Button(
            name="resolve",
            label=_("Close with a reason"),
            question=_(
                "Say what explains it. The books stay as they are: a mistake in them is put right"
                " by a correction. While the amount stays the same it is not opened again, unless"
                " it stops payouts: then the next comparison finds it again until it is gone."
            ),
            press=_resolve,
            is_offered=_is_open,
            asks_reason=True,
            refusals=(ClosedAlreadyError,),
            permission="reconciliation.resolve_discrepancy",
        ),
    )

    @admin.display(description=_("Age"), ordering="found_at")
    def age(self, row: Discrepancy) -> str:
        """Write for how long it was open, or is."""
        return timesince(row.found_at, row.closed_at or timezone.now(), depth=1)

    @admin.display(description=_("Owner"))
    def owner_name(self, row: Discrepancy) -> str:
        """Write who looks into it."""
        return get_actor_name(row.owner)

    @admin.display(description=_("Closed by"))
    def closed_by_name(self, row: Discrepancy) -> str:
        """Write who closed it."""
        return get_actor_name(row.closed_by)

    @admin.display(description=_("State"))
    def state(self, row: Discrepancy) -> str:
        """Write whether it is open, and whether it stops payouts."""
        if row.closed_at is not None:
            return str(row.get_ending_display())
        return gettext("open, stops payouts") if row.is_blocking else gettext("open")


@admin.register(ReconciliationRun)
class ReconciliationRunScreen(FactsScreen):
    """Comparisons, newest first, with the figures of the last month above them."""

    list_before_template = "admin/impact/_reconciliation.html"
    list_display = (
        "ran_at",
        "state",
        "imported_count",
        "found_count",
        "closed_count",
        "open_count",
        "cover",
        "actor_name",
    )
    list_filter = ("state",)
    ordering = ("-pk",)
    fields = readonly_fields = (
        *list_display,
        "words",
        "stripe_in_books",
        "stripe_says",
        "bank",
        "trust",
        "details",
    )

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Add the address that compares now."""
        own = ("compare/", "reconciliation_reconciliationrun_compare", self.compare_view)
        return (own, *super().get_custom_urls())

    def compare_view(self, request: HttpRequest, **_kw: Any) -> HttpResponse:
        """Compare now, on POST alone; tell how it went on the list of runs.

        Not a button of one row, because it speaks with Stripe outside any transaction.
        """
        back = reverse("admin:reconciliation_reconciliationrun_changelist")
        if not request.user.has_perm(START):
            raise PermissionDenied
        if request.method != "POST":
            return redirect(back)
        try:
            run = reconcile(actor=name_actor(request.user), now=timezone.now())
        except TurnTakenError as refusal:
            messages.error(request, str(refusal))
            return redirect(back)
        words = gettext("Compared: %(new)d new, %(open)d open.") % {
            "new": run.found_count,
            "open": run.open_count,
        }
        level = messages.WARNING if run.words or run.open_count else messages.SUCCESS
        messages.add_message(request, level, f"{words} {run.words}".strip())
        return redirect(back)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the figures above the list."""
        runs = queries.list_daily_runs(now=timezone.now(), days=DAYS_DRAWN)
        figures = {
            "bars": draw_cover(runs),
            "chart_size": {"width": WIDTH, "height": HEIGHT},
            "may_compare": request.user.has_perm(START),
            "compare_address": reverse("admin:reconciliation_reconciliationrun_compare"),
        }
        return super().changelist_view(request, {**(extra_context or {}), **figures})

    @admin.display(description=_("Beyond the trust"))
    def cover(self, run: ReconciliationRun) -> str:
        """Write what Stripe and the bank hold beyond the trust."""
        return format_minor(run.cover_minor)

    @admin.display(description=_("By"))
    def actor_name(self, run: ReconciliationRun) -> str:
        """Write who compared."""
        return get_actor_name(run.actor)

    @admin.display(description=_("Stripe in the books"))
    def stripe_in_books(self, run: ReconciliationRun) -> str:
        """Write the books' figure."""
        return format_minor(run.stripe_books_minor)

    @admin.display(description=_("Stripe says"))
    def stripe_says(self, run: ReconciliationRun) -> str:
        """Write Stripe's own figure."""
        return format_minor(run.stripe_minor)

    @admin.display(description=_("Bank in the books"))
    def bank(self, run: ReconciliationRun) -> str:
        """Write what the imported statements come to."""
        return format_minor(run.bank_minor)

    @admin.display(description=_("Held in trust"))
    def trust(self, run: ReconciliationRun) -> str:
        """Write all that is owed in trust."""
        return format_minor(run.trust_minor)

    @admin.display(description=_("In parts"))
    def details(self, run: ReconciliationRun) -> str:
        """Write the liabilities and what waits on clearing accounts."""
        parts = {**run.parts["trust"], **run.parts["clearing"]}
        return "; ".join(
            f"{code.rstrip(':')} {format_minor(cents)}" for code, cents in parts.items()
        )


@admin.register(StripeTransaction)
class StripeTransactionScreen(AmountMixin, FactsScreen):
    """Everything that moved our balance at Stripe, newest first."""

    list_display = ("transaction_id", "type", "created_at", "amount", "fee", "net", "reference")
    list_filter = ("type", "account_code")
    list_select_related = ("entry",)
    search_fields = ("transaction_id__exact", "source_id__exact", "reference__exact")
    ordering = ("-created_at", "-pk")
    fields = readonly_fields = (
        *list_display,
        "category",
        "available_at",
        "source_id",
        "parent_id",
        "account_code",
        "entry",
        "booked_on",
        "imported_at",
    )

    @admin.display(description=_("Booked on"))
    def booked_on(self, row: StripeTransaction) -> str:
        """Write the day it counts from in the books, and why when that is not its own."""
        if row.entry is None:
            return "–"
        if row.entry.effective_on == row.created_at.date():
            return f"{row.entry.effective_on}"
        return gettext("%(day)s, as the books of its own day were closed") % {
            "day": row.entry.effective_on
        }

    @admin.display(description=_("Fee"))
    def fee(self, row: StripeTransaction) -> str:
        """Write what Stripe kept."""
        return format_minor(row.fee_minor, row.currency)

    @admin.display(description=_("Net"))
    def net(self, row: StripeTransaction) -> str:
        """Write what moved our balance."""
        return format_minor(row.net_minor, row.currency)

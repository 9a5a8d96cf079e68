"""The staff screens of runs: what would be divided, what was, and how each part came about."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impact.shares import plans, queries
from impact.shares.admin.allocating import show_explanation, show_preview
from impact.shares.admin.charts import draw_runs
from impact.shares.explanations import describe_rest
from impact.shares.models import AllocationRun, MaturityRun
from nomi.platform.amounts import format_minor
from nomi.platform.people import get_actor_name
from nomi.platform.screens import FactsScreen, refuse_strangers


@admin.register(MaturityRun)
class MaturityRunScreen(FactsScreen):
    """Passes over the shares past their return window."""

    list_display = ("id", "ran_at", "line_count", "fund")
    ordering = ("-pk",)
    fields = readonly_fields = list_display

    @admin.display(description=_("Became available"))
    def fund(self, run: MaturityRun) -> str:
        """Write what joined the fund."""
        return format_minor(run.fund_minor)


@admin.register(AllocationRun)
class AllocationRunScreen(FactsScreen):
    """Distributions of the fund, as a chart and as a list; the next one can be previewed."""

    list_before_template = "admin/impact/_allocation_history.html"
    change_form_before_template = "admin/impact/_allocation_links.html"
    list_display = ("id", "ran_at", "total", "left", "account_count", "policy")
    list_select_related = ("policy",)
    list_filter = ("policy",)
    ordering = ("-pk",)
    fields = readonly_fields = (
        "fund",
        "ran_at",
        "total",
        "left",
        "account_count",
        "policy",
        "matured_through",
        "confirmer",
        "reason",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AllocationRun]:
        """Fetch the policies along."""
        runs: QuerySet[AllocationRun] = super().get_queryset(request)
        return runs.select_related("policy")

    def get_custom_urls(self) -> Any:
        """Add the preview of the next run and the explanation of a past one."""
        return (
            ("preview/", "shares_allocationrun_preview", self.preview_view),
            (
                "<int:run_id>/explanation/",
                "shares_allocationrun_explanation",
                self.explanation_view,
            ),
            *super().get_custom_urls(),
        )

    def preview_view(self, request: HttpRequest, **_unfold: Any) -> HttpResponse:
        """Show the next run, or divide the fund by the one that was shown."""
        refuse_strangers(request, self)
        return show_preview(request, model_admin=self)

    def explanation_view(self, request: HttpRequest, run_id: int, **_unfold: Any) -> HttpResponse:
        """Show how each part of a past run came about, for printing."""
        refuse_strangers(request, self)
        run = self.get_queryset(request).filter(pk=run_id).first()
        if run is None:
            raise Http404
        return show_explanation(request, run=run)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show above the list the latest runs as bars, and what waits in the fund."""
        waiting = plans.find_waiting(on=timezone.now().date())
        facts = {
            "bars": draw_runs(queries.list_latest_runs()),
            "waits": describe_rest(waiting) if waiting else "",
        }
        return super().changelist_view(request, {**(extra_context or {}), **facts})

    @admin.display(description=_("Divided"), ordering="total_minor")
    def total(self, run: AllocationRun) -> str:
        """Write what was divided."""
        return format_minor(run.total_minor)

    @admin.display(description=_("Stayed in the fund"))
    def left(self, run: AllocationRun) -> str:
        """Write what was available and not divided."""
        return format_minor(run.left_minor)

    @admin.display(description=_("Confirmed by"))
    def confirmer(self, run: AllocationRun) -> str:
        """Write who let it run."""
        return get_actor_name(run.confirmed_by)

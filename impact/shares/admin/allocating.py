"""The pages of an allocation: its preview, which acts when confirmed, and its explanation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from impact.shares.explanations import describe_rest, describe_rule, list_parts
from impact.shares.models import AllocationRun
from impact.shares.plans import AllocationPlan, find_faults, get_run_plan, plan_allocation
from impact.shares.services.allocation import PreviewStaleError, allocate_fund
from nomi.platform.amounts import format_minor
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import ReasonForm

PER_PAGE = 500
CONFIRM = "shares.confirm_allocationrun"


def show_preview(request: HttpRequest, *, model_admin: Any) -> HttpResponse:
    """Show who would be credited what; on POST do exactly that, or say that it changed."""
    may_confirm = request.user.has_perm(CONFIRM)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    problem = ""
    if request.method == "POST":
        if not may_confirm:
            raise PermissionDenied
        if form.is_valid():
            try:
                run = confirm(request, reason=form.cleaned_data["reason"])
            except PreviewStaleError as refusal:
                problem = str(refusal)
            else:
                return (
                    redirect("admin:shares_allocationrun_change", run.pk) if run else wait(request)
                )
    plan = plan_allocation(on=timezone.now().date())
    context = {
        **model_admin.admin_site.each_context(request),
        **describe(request, plan),
        "title": _("Preview of the next allocation"),
        "opts": model_admin.opts,
        "form": form,
        "problem": problem,
        "may_confirm": may_confirm and plan.total_minor > 0,
    }
    return TemplateResponse(request, "admin/impact/allocation_preview.html", context)


def confirm(request: HttpRequest, *, reason: str) -> AllocationRun | None:
    """Divide the fund by the plan whose fingerprint the page carried; None when nothing can be."""
    run = allocate_fund(
        now=timezone.now(),
        actor=name_actor(request.user),
        reason=reason,
        previewed=request.POST.get("fingerprint", ""),
    )
    if run is not None:
        messages.success(
            request,
            _("%(total)s was credited to %(count)s accounts.")
            % {"total": format_minor(run.total_minor), "count": run.account_count},
        )
    return run


def wait(request: HttpRequest) -> HttpResponse:
    """Say that nothing was divided."""
    messages.info(request, _("There is nothing to divide; nothing was changed."))
    return redirect("admin:shares_allocationrun_changelist")


def show_explanation(request: HttpRequest, *, run: AllocationRun) -> HttpResponse:
    """Show a past run worked out anew from what it kept, with the checks, for printing."""
    plan = get_run_plan(run)
    context = {
        **describe(request, plan),
        "run": run,
        "confirmed_by": get_actor_name(run.confirmed_by),
        "faults": find_faults(run, plan),
        "title": _("How allocation run %(number)s came about") % {"number": run.pk},
    }
    return TemplateResponse(request, "admin/impact/allocation_explanation.html", context)


def describe(request: HttpRequest, plan: AllocationPlan) -> dict[str, Any]:
    """Return what both pages show of a plan; at most `PER_PAGE` accounts at once."""
    pages = Paginator(list_parts(plan), PER_PAGE)
    return {
        "plan": plan,
        "rule": describe_rule(plan),
        "rest": describe_rest(plan),
        "available": format_minor(plan.available_minor),
        "total": format_minor(plan.total_minor),
        "left": format_minor(plan.left_minor),
        "page": pages.get_page(request.GET.get("page")),
    }

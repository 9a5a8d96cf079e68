"""The trial balance on a screen and as CSV."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from impact.books.forms import DayForm
from impact.books.models import Export
from impact.books.trial_balance import BalanceRow, build_trial_balances, list_balances
from impact.books.views.taking import TAKE, Taking, ask_and_take, refuse_takers
from nomi.platform.safe_csv import stream_table, write_amount
from nomi.platform.screens import ReasonForm, refuse_strangers


def find_rows(form: DayForm) -> list[BalanceRow]:
    """Return the balances that the form asks for; today's when its day is not one."""
    day = form.cleaned_data.get("day") if form.is_valid() else None
    return list_balances(day=day)


@require_safe
def show_trial_balance(request: HttpRequest, *, model_admin: Any) -> HttpResponse:
    """Show where every account stands at the end of a day, each with its bar."""
    refuse_strangers(request, model_admin)
    form = DayForm(request.GET)
    balances = build_trial_balances(find_rows(form))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Trial balance"),
        "opts": model_admin.opts,
        "form": form,
        "balances": balances,
        "query": request.GET.urlencode(),
        "may_take": request.user.has_perm(TAKE),
    }
    return TemplateResponse(request, "admin/books/trial_balance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def export_trial_balance(request: HttpRequest, *, model_admin: Any) -> HttpResponseBase:
    """Ask why, then hand out every account's balance, the women's each in its own row."""
    refuse_takers(request, model_admin)
    form = DayForm(request.GET)
    day = form.cleaned_data.get("day") if form.is_valid() else None
    taking = Taking(
        what=Export.What.TRIAL_BALANCE,
        title=_("Take the trial balance"),
        words=_("Every account's balance as CSV, the training accounts each in its own row."),
        back=f"{reverse('admin:books_trial_balance')}?{request.GET.urlencode()}",
        form=ReasonForm,
        describe=lambda _asked: str(day or ""),
        hand_out=lambda _asked: stream_table(
            name=f"trial-balance-{day or 'now'}", rows=write_balances(find_rows(form))
        ),
    )
    return ask_and_take(request, model_admin=model_admin, taking=taking)


def write_balances(rows: list[BalanceRow]) -> Iterator[tuple[str, ...]]:
    """Yield the table, its head first."""
    yield (_("Account"), _("Kind"), _("Currency"), _("Debit"), _("Credit"))
    for row in rows:
        yield (
            row.code,
            row.kind,
            row.currency,
            write_amount(row.debit_minor),
            write_amount(row.credit_minor),
        )

"""The trial balance on a screen and as CSV."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from impact.books.forms import DayForm
from impact.books.trial_balance import BalanceRow, build_trial_balances, list_balances
from nomi.platform.safe_csv import stream_table, write_amount
from nomi.platform.screens import refuse_strangers


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
    }
    return TemplateResponse(request, "admin/books/trial_balance.html", context)


@require_safe
def export_trial_balance(request: HttpRequest, *, model_admin: Any) -> StreamingHttpResponse:
    """Hand out every account's balance as CSV, the women's accounts each in its own row."""
    refuse_strangers(request, model_admin)
    form = DayForm(request.GET)
    rows = find_rows(form)
    day = form.cleaned_data.get("day") if form.is_valid() else None
    return stream_table(name=f"trial-balance-{day or 'now'}", rows=write_balances(rows))


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

"""An account's statement on a screen and as CSV."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from impact.books.forms import StatementForm
from impact.books.models import Account, Export
from impact.books.places import (
    Places,
    find_newest_places,
    find_places_before,
    read_places,
    write_places,
)
from impact.books.statements import (
    RunningLine,
    get_balance_at,
    iterate_statement,
    list_lines_with_reference,
    read_page,
)
from impact.books.views.taking import TAKE, Taking, ask_and_take, refuse_takers
from nomi.platform.safe_csv import stream_table, write_amount
from nomi.platform.screens import ReasonForm, refuse_strangers


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """What a statement covers: its account and the places where it starts and ends."""

    account: Account
    start: Places
    end: Places

    @property
    def opening_minor(self) -> int:
        """The balance before the first line covered."""
        return get_balance_at(self.account, self.end)

    @property
    def closing_minor(self) -> int:
        """The balance after the last line covered."""
        return get_balance_at(self.account, self.start)


def find_stretch(account: Account, form: StatementForm) -> Stretch:
    """Return the places between which the days asked for lie; everything for an invalid form."""
    start, end = find_newest_places(account), (0,) * account.slots
    if form.is_valid():
        if form.ends_before:
            start = find_places_before(account, form.ends_before)
        if form.starts_at:
            end = tuple(map(min, find_places_before(account, form.starts_at), start))
    return Stretch(account=account, start=start, end=end)


def find_account(request: HttpRequest, model_admin: Any, object_id: str) -> Account:
    """Return the account of the address."""
    refuse_strangers(request, model_admin)
    account = model_admin.get_object(request, object_id)
    if not isinstance(account, Account):
        raise Http404
    return account


@require_safe
def show_statement(request: HttpRequest, *, object_id: str, model_admin: Any) -> HttpResponse:
    """Show an account's lines, newest first, each with the whole account's balance after it."""
    account = find_account(request, model_admin, object_id)
    form = StatementForm(request.GET)
    stretch = find_stretch(account, form)
    asked = form.cleaned_data if form.is_valid() else {}
    reference, kind = asked.get("reference", ""), asked.get("kind", "")
    written = request.GET.get("at", "")
    start = read_places(written, newest=stretch.start, oldest=stretch.end) if written else None
    following: Places | None = None
    lines: list[RunningLine]
    if reference:
        lines = list_lines_with_reference(account, reference)
    else:
        page = read_page(account, start=start or stretch.start, end=stretch.end, kind=kind)
        lines, following = page.lines, page.following
    filters = request.GET.copy()
    filters.pop("at", None)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": account.code,
        "opts": model_admin.opts,
        "account": account,
        "stretch": stretch,
        "has_period": bool(asked.get("first") or asked.get("last")),
        "form": form,
        "lines": lines,
        "reference": reference,
        "kind": kind,
        "query": filters.urlencode(),
        "is_newest": start is None,
        "following": write_places(following) if following else "",
        "may_take": request.user.has_perm(TAKE),
    }
    return TemplateResponse(request, "admin/books/statement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def export_statement(request: HttpRequest, *, object_id: str, model_admin: Any) -> HttpResponseBase:
    """Ask why, then hand out the lines that the statement shows, all of them, as CSV."""
    refuse_takers(request, model_admin)
    account = find_account(request, model_admin, object_id)
    form = StatementForm(request.GET)
    screen = reverse("admin:books_account_statement", args=(account.pk,))
    back = f"{screen}?{request.GET.urlencode()}"
    if not form.is_valid():
        return redirect(back)
    taking = Taking(
        what=Export.What.STATEMENT,
        title=_("Take the statement of %(account)s") % {"account": account.code},
        words=_("All lines that the statement shows with its filters, as CSV."),
        back=back,
        form=ReasonForm,
        describe=lambda _asked: f"{account.code} {request.GET.urlencode()}".strip(),
        hand_out=lambda _asked: stream_statement(account, form),
    )
    return ask_and_take(request, model_admin=model_admin, taking=taking)


def stream_statement(account: Account, form: StatementForm) -> HttpResponseBase:
    """Hand out the lines that a valid form asks for."""
    stretch = find_stretch(account, form)
    asked = form.cleaned_data
    lines: Iterable[RunningLine]
    if asked["reference"]:
        lines = list_lines_with_reference(account, asked["reference"])
    else:
        lines = iterate_statement(account, start=stretch.start, end=stretch.end, kind=asked["kind"])
    return stream_table(name=account.code.replace(":", "-"), rows=write_lines(lines))


def write_lines(lines: Iterable[RunningLine]) -> Iterator[tuple[Any, ...]]:
    """Yield a statement's table."""
    yield (
        _("Posted"),
        _("Effective"),
        _("Kind"),
        _("Key"),
        _("Reference"),
        _("Debit"),
        _("Credit"),
        _("Balance"),
    )
    for line in lines:
        yield (
            line.posted_at.isoformat(),
            line.effective_on.isoformat(),
            line.kind,
            line.key,
            line.reference,
            write_amount(line.debit_minor),
            write_amount(line.credit_minor),
            write_amount(line.balance_minor),
        )

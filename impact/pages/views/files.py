"""Open data: what is published as CSV and JSON, a small read-only interface, and the badge."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from impact.books.halts import find_halts
from impact.pages import open_data
from impact.pages.queries import find_card, find_latest_batch, find_publication
from impact.pages.stages import list_stages
from impact.pages.views.fund import IMPACT
from nomi.platform.kept_pages import kept_for_all
from nomi.platform.safe_csv import write_rows

View = Callable[..., HttpResponse]


def open_to_all(*, name: str = "") -> Callable[[View], View]:
    """Let pages of other sites read or show the answer, and name its file where it has a name."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **address: str) -> HttpResponse:
            response = view(request, **address)
            response["Access-Control-Allow-Origin"] = "*"
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
            if name:
                file = name.format(**address)
                response["Content-Disposition"] = f'attachment; filename="nomi-{file}.csv"'
            return response

        return answer

    return decorate


def write_json(value: Any) -> HttpResponse:
    """Return a value as JSON."""
    text = json.dumps(value, indent=1, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def write_csv(rows: list[list[Any]]) -> HttpResponse:
    """Return rows as a CSV file, every cell safe in a spreadsheet."""
    return HttpResponse(write_rows(rows), content_type="text/csv; charset=utf-8")


@open_to_all(name="publication")
@kept_for_all(shelf=IMPACT)
def export_publication(_request: HttpRequest) -> HttpResponse:
    """Hand out every published cell as CSV."""
    publication = find_publication()
    if publication is None:
        raise Http404
    return write_csv(open_data.list_cells(publication))


@open_to_all(name="{name}")
@kept_for_all(shelf=IMPACT)
def export_table(_request: HttpRequest, name: str) -> HttpResponse:
    """Hand out one table, the outcomes, the goals or the fund by quarter as CSV."""
    publication = find_publication()
    rows = open_data.find_rows(publication, name) if publication else None
    if rows is None:
        raise Http404
    return write_csv(rows)


@require_safe
def export_fund(_request: HttpRequest) -> HttpResponse:
    """Hand out the latest daily figures as CSV: the page's own figures, no more."""
    batch = find_latest_batch()
    if batch is None:
        raise Http404
    rows: list[list[Any]] = [
        [_("State"), _("Whole US dollars"), _("As of"), _("Training accounts")],
        *([[_("These figures are under review")]] if find_halts() else []),
        *(
            [stage.name, stage.dollars, batch.as_of.isoformat(), batch.told_count]
            for stage in list_stages(batch)
        ),
    ]
    response = write_csv(rows)
    response["Content-Disposition"] = 'attachment; filename="training-fund.csv"'
    return response


@open_to_all(name="codebook")
@kept_for_all(shelf=IMPACT)
def export_codebook(_request: HttpRequest) -> HttpResponse:
    """Hand out what the codes mean as CSV."""
    return write_csv(open_data.list_codes())


@open_to_all()
@kept_for_all(shelf=IMPACT)
def show_interface(_request: HttpRequest) -> HttpResponse:
    """Say what the interface offers."""
    return write_json(open_data.describe_interface())


@open_to_all()
@kept_for_all(shelf=IMPACT)
def show_publication(_request: HttpRequest) -> HttpResponse:
    """Hand out the publication with its checksums as JSON."""
    publication = find_publication()
    if publication is None:
        raise Http404
    return write_json(open_data.describe_publication(publication))


@open_to_all()
@kept_for_all(shelf=IMPACT)
def show_fund_figures(_request: HttpRequest) -> HttpResponse:
    """Hand out the fund's daily figures as JSON."""
    batch = find_latest_batch()
    if batch is None:
        raise Http404
    return write_json(open_data.describe_fund(batch))


@open_to_all()
@kept_for_all(shelf=IMPACT)
def show_badge(request: HttpRequest) -> HttpResponse:
    """Draw the badge: the fund's totals and nothing else, the same wherever it stands."""
    batch = find_latest_batch()
    if batch is None:
        raise Http404
    context = {"batch": batch, "total": batch.total_dollars}
    return render(request, "impact/badge.svg", context, content_type="image/svg+xml")


@open_to_all()
@kept_for_all(shelf=IMPACT)
def show_card(_request: HttpRequest) -> HttpResponse:
    """Hand out the picture that was drawn with the latest batch, or lead to the shop's own."""
    png = find_card()
    if png is None:
        return redirect(static("img/share.jpg"))
    return HttpResponse(png, content_type="image/png")

"""Papers of orders on the staff pages: for one order, or for those ticked in the list."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.desk.orders.groups import PAPERS
from nomi.platform.answering import Words
from nomi.platform.asking import AskingScreen
from nomi.platform.paper import hand_out_pdf
from shop.fulfilment.papers import KINDS, MOST, Kind, find_kind, write_papers


def print_chosen(
    screen: Any, request: HttpRequest, orders: QuerySet[Any], *, kind: Kind
) -> HttpResponse | None:
    """Hand out one file with the papers of the ticked orders, or say why not."""
    chosen = list(orders.select_related("shipping_address__country", "user")[: MOST + 1])
    if len(chosen) > MOST:
        words = gettext("More than %(most)d orders are ticked; choose fewer.")
        screen.message_user(request, words % {"most": MOST}, messages.ERROR)
        return None
    return hand_out_pdf(write_papers(kind=kind, orders=chosen), name=kind.name)


def build_action(kind: Kind) -> Callable[..., HttpResponse | None]:
    """Return the list's action for a kind of paper."""

    @admin.action(description=_("Print: %(paper)s") % {"paper": kind.label}, permissions=["view"])
    def act(screen: Any, request: HttpRequest, orders: QuerySet[Any]) -> HttpResponse | None:
        return print_chosen(screen, request, orders, kind=kind)

    act.__name__ = f"print_{kind.name.replace('-', '_')}"
    return act


class PapersScreen(AskingScreen):
    """A screen of orders that prints papers. Printing changes nothing."""

    actions = tuple(build_action(kind) for kind in KINDS)  # type: ignore[assignment]

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give every kind of paper its address."""
        page = ("<path:object_id>/print/<slug:kind>/", "order_order_print", self.print_view)
        return (page, *super().get_custom_urls())

    def list_buttons(self, request: HttpRequest, row: Model) -> list[dict[str, Words]]:
        """Return the papers behind the asks and buttons."""
        address = partial(reverse, f"{self.admin_site.name}:order_order_print")
        return super().list_buttons(request, row) + [
            {"label": kind.label, "address": address(args=(row.pk, kind.name)), "group": PAPERS}
            for kind in KINDS
        ]

    def print_view(self, request: HttpRequest, object_id: str, kind: str, **_kw: Any) -> Any:
        """Hand out one paper of the order."""
        order: Any = self.get_object(request, object_id)
        found = find_kind(kind)
        if order is None or found is None:
            raise Http404
        if not self.has_view_permission(request, order):
            raise PermissionDenied
        paper = write_papers(kind=found, orders=[order])
        return hand_out_pdf(paper, name=f"{found.name}-{order.number}")

"""Papers about orders, as PDF: one order or many, each on pages of its own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from nomi.platform.languages import in_store_language
from nomi.platform.paper import LABEL, LETTER, Paper, write_pdf
from shop.fulfilment.papers.invoice import build_invoice
from shop.fulfilment.papers.label import build_label
from shop.fulfilment.papers.packing_slip import build_packing_slip
from shop.languages.queries import get_printable_language_of

MOST = 200
"""Orders in one file: a day's parcels, and no more than one request can write."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of paper: its name in addresses and in words, and who builds it for an order.

    Those who pack and carry read the store's language; what is for the buyer speaks the buyer's.
    """

    name: str
    label: str | Promise
    build: Callable[[Any], Paper]
    size: tuple[int, int] = LETTER
    margin: int = 54
    is_for_buyer: bool = False


KINDS = (
    Kind(name="packing-slips", label=_("Packing slip"), build=build_packing_slip),
    Kind(name="invoices", label=_("Invoice"), build=build_invoice, is_for_buyer=True),
    Kind(name="labels", label=_("Address label"), build=build_label, size=LABEL, margin=20),
)


def find_kind(name: str) -> Kind | None:
    """Return the kind of this name, or None."""
    return next((kind for kind in KINDS if kind.name == name), None)


def get_kind(name: str) -> Kind:
    """Return the kind of this name; raise `LookupError` when there is none."""
    found = find_kind(name)
    if found is None:
        raise LookupError(name)
    return found


@in_store_language
def write_papers(*, kind: Kind, orders: Iterable[Any]) -> bytes:
    """Return one PDF with the paper of each order, in their order.

    Raise `ValueError` for no order and for more than `MOST`. About ten queries for each order.
    """
    chosen: Sequence[Any] = list(orders)
    if len(chosen) > MOST:
        raise ValueError(f"{len(chosen)} orders are too many for one file; {MOST} fit.")
    papers = [_build(kind, order) for order in chosen]
    return write_pdf(papers, title=kind.label, size=kind.size, margin=kind.margin)


def _build(kind: Kind, order: Any) -> Paper:
    """Return the paper of one order in the language of whoever reads it."""
    if not kind.is_for_buyer:
        return kind.build(order)
    with override(get_printable_language_of(order=order)):
        return kind.build(order)

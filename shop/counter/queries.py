"""Find articles as staff name them, and the orders that they took."""

from typing import Any

from django.db.models import Q

from shop.counter.models import CounterSale
from shop.partner.queries import find_on_show
from shop.stripe_checkout.models import PaymentAttempt

MOST_SUGGESTED = 200
"""Articles that a browser suggests while somebody types; of a larger shop she types the number."""
MOST_FOUND = 5


def find_articles(*, text: str) -> list[Any]:
    """Return the stock records on sale that a text may mean, at most five.

    The one with exactly this article number, or else those with the text in their title.
    """
    on_sale = _find_on_sale()
    wanted = text.replace("\0", "").strip()
    exact = on_sale.filter(partner_sku__iexact=wanted)
    if exact:
        return list(exact[:MOST_FOUND])
    by_title = Q(product__title__icontains=wanted) | Q(
        product__title="", product__parent__title__icontains=wanted
    )
    return list(on_sale.filter(by_title)[:MOST_FOUND])


def list_suggestions() -> list[tuple[str, str]]:
    """Return article numbers with titles, for the browser to suggest. One query."""
    records = _find_on_sale()[:MOST_SUGGESTED]
    return [(record.partner_sku, record.product.get_title()) for record in records]


def _find_on_sale() -> Any:
    """Return the stock records of goods on sale, by number; a parent of variants has none."""
    return find_on_show().filter(price__isnull=False).order_by("partner_sku", "pk")


def find_sale(*, key: str) -> CounterSale | None:
    """Return the order that a form became, or None."""
    return CounterSale.objects.select_related("order").filter(key=key).first()


def find_open_link(*, order: Any) -> PaymentAttempt | None:
    """Return the attempt whose link can be paid now, or None."""
    return PaymentAttempt.objects.filter(order=order, state=PaymentAttempt.State.OPEN).first()

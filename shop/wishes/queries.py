"""Which goods can be wished for, and which wishes have come true."""

from typing import Any

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from oscar.core.loading import get_model

from nomi.platform.outbox.models import OutboxMessage
from shop.wishes.models import StockWish

KIND = "stock_back"


def is_back() -> Exists:
    """Return whether a row's `product_id` has a free piece for sale."""
    records = get_model("partner", "StockRecord").objects
    free = F("num_in_stock") - Coalesce(F("num_allocated"), 0)
    return Exists(
        records.alias(free=free).filter(
            product_id=OuterRef("product_id"), price__isnull=False, free__gt=0
        )
    )


def is_on_show(prefix: str = "") -> Q:
    """Return the condition for products that shoppers see, under their parent or alone."""
    own, parent = f"{prefix}is_public", f"{prefix}parent"
    return Q(**{own: True}) & (
        Q(**{f"{parent}__isnull": True}) | Q(**{f"{parent}__is_public": True})
    )


def find_product(*, product_id: int) -> Any | None:
    """Return a product that shoppers see, with `is_sold_out`; None for any other. One query."""
    records = get_model("partner", "StockRecord").objects.filter(product_id=OuterRef("pk"))
    free = records.alias(free=F("num_in_stock") - Coalesce(F("num_allocated"), 0))
    products = get_model("catalogue", "Product").objects.select_related("parent")
    counted = Coalesce(
        F("parent__product_class__track_stock"),
        F("product_class__track_stock"),
        Value(value=True),
        output_field=BooleanField(),
    )
    return (
        products.filter(is_on_show(), Exists(records.filter(price__isnull=False)), pk=product_id)
        .annotate(is_counted=counted, has_free=Exists(free.filter(free__gt=0)))
        .first()
    )


def is_sold_out(product: Any) -> bool:
    """Return whether a product of `find_product` has no piece to sell."""
    return bool(product.is_counted and not product.has_free)


def find_fulfilled() -> QuerySet[StockWish]:
    """Return the wishes whose goods are back and whose mail is not owed yet."""
    waiting = StockWish.objects.filter(is_on_show("product__"), told_at__isnull=True)
    return waiting.filter(is_back())


def find_told() -> QuerySet[StockWish]:
    """Return the wishes whose mail has left."""
    sent = OutboxMessage.objects.filter(
        kind=KIND,
        state=OutboxMessage.State.SENT,
        reference=Cast(OuterRef("uid"), OutboxMessage._meta.get_field("reference")),
    )
    return StockWish.objects.filter(Exists(sent), told_at__isnull=False)

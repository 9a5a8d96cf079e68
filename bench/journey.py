"""A whole guest checkout through the store, from "add to basket" to the way to Stripe."""

from typing import Any

from django.test import Client
from oscar.core.loading import get_model

from bench.shopper import Answer, make_address


def walk(client: Client, counter: Any) -> dict[str, int]:
    """Buy one piece as a guest; say how many requests it took and what the basket page cost."""
    record = (
        get_model("partner", "StockRecord")
        .objects.filter(num_in_stock__gt=50, product__is_public=True)
        .select_related("product")
        .order_by("pk")
        .first()
    )
    page = record.product.parent_id or record.product_id
    counter.count = 0
    client.post(f"/basket/add/{page}/", {"quantity": 1, "variant": record.product_id})
    before = counter.count
    client.get("/basket/")
    basket_queries = counter.count - before
    client.get("/checkout/")
    client.post("/checkout/", make_address())
    client.get("/checkout/delivery/")
    client.post("/checkout/delivery/", {"method": "us-standard"})
    review = client.get("/checkout/review/")
    shown = Answer(200, "", review.content.decode(), "/checkout/review/").form("/checkout/review/$")
    paid = client.post("/checkout/review/", shown)
    if paid.status_code != 303:
        message = f"the checkout did not lead to Stripe: {paid.status_code}"
        raise SystemExit(message)
    return {"requests": 8, "basket_queries": basket_queries}

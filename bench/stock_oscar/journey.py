"""A whole guest checkout through stock Oscar, from "add to basket" to the placed order."""

from typing import Any

from django.test import Client
from oscar.core.loading import get_model

ADDRESS = {
    "title": "",
    "first_name": "Dana",
    "last_name": "Shopper",
    "line1": "1 Main Street",
    "line4": "New York",
    "state": "NY",
    "postcode": "10001",
    "country": "US",
    "phone_number": "",
    "notes": "",
}


def walk(client: Client, counter: Any) -> dict[str, int]:
    """Buy one piece as a guest; say how many requests it took and what the basket page cost."""
    product = (
        get_model("catalogue", "Product")
        .objects.filter(stockrecords__num_in_stock__gt=50)
        .exclude(structure="parent")
        .order_by("pk")
        .first()
    )
    counter.count = 0
    requests = 0

    def post(address: str, data: dict[str, Any]) -> Any:
        nonlocal requests
        response = client.post(address, data, follow=True)
        requests += 1 + len(response.redirect_chain)
        return response

    post(f"/basket/add/{product.pk}/", {"quantity": 1})
    before = counter.count
    client.get("/basket/")
    requests += 1
    basket_queries = counter.count - before
    client.get("/checkout/")
    requests += 1
    post("/checkout/", {"username": "dana@shopper.example", "options": "anonymous"})
    post("/checkout/shipping-address/", ADDRESS)
    client.get("/checkout/preview/")
    requests += 1
    done = post("/checkout/preview/", {"action": "place_order"})
    if done.status_code != 200 or "thank-you" not in done.redirect_chain[-1][0]:
        message = f"the stock checkout did not end in an order: {done.redirect_chain}"
        raise SystemExit(message)
    return {"requests": requests, "basket_queries": basket_queries}

"""A browser at the checkout, for the cases that happen on our pages."""

from typing import Any

from django.test import Client
from oscar.core.loading import get_model

from tests.shop.shopping import make_country

ADDRESS = {
    "email": "guest@example.org",
    "first_name": "Ada",
    "last_name": "Byron",
    "line1": "1 Test Street",
    "city": "New York",
    "state": "NY",
    "postcode": "10001",
    "country": "US",
}


class Browser(Client):
    """A guest who walks through the checkout."""

    def add(self, product: Any, quantity: int = 1) -> Any:
        return self.post(f"/basket/add/{product.pk}/", {"quantity": str(quantity)})

    def go_to_review(self) -> str:
        """Fill in everything; return the fingerprint that the review page carries."""
        make_country("US")
        self.post("/checkout/", ADDRESS)
        self.post("/checkout/delivery/", {"method": "us-standard"})
        return self.look()

    def look(self) -> str:
        """Return the fingerprint of what the review page shows now."""
        fingerprint: str = self.get("/checkout/review/").context["quote"].fingerprint
        return fingerprint

    def pay(self, expected: str) -> Any:
        return self.post("/checkout/review/", {"expected": expected})


def list_orders() -> list[tuple[str, str]]:
    """Return number and status of every order, oldest first."""
    orders = get_model("order", "Order").objects.order_by("pk")
    return list(orders.values_list("number", "status"))

"""What tests of orders taken by staff do: wish, take, fill the form in and read its errors."""

from typing import Any

from django.test import Client
from django.utils import timezone

from shop.counter.services import Wish, preview_order, take_order
from tests.shop.shopping import HOME, get_record

PAGE = "/admin/counter/countersale/add/"


def wish(product: Any, quantity: int = 1, **changes: Any) -> Wish:
    facts = {
        "lines": [(product.pk, quantity)],
        "email": "ada@buyer.example",
        "address": HOME,
        "shipping_code": "us-standard",
        "method": "link",
        **changes,
    }
    return Wish(**facts)


def take(wanted: Wish, seller: Any, *, cash_minor: int = 0, key: str = "form-1") -> Any:
    return take_order(
        wish=wanted,
        expected=preview_order(wish=wanted).fingerprint,
        cash_minor=cash_minor,
        key=key,
        by=seller,
        now=timezone.now(),
    )


def fill(product: Any, **changes: str) -> dict[str, str]:
    """Return the form as a manager fills it at a stall."""
    return {
        "line-0-article": get_record(product).partner_sku,
        "line-0-quantity": "2",
        "line-1-article": "",
        "line-1-quantity": "1",
        "delivery": "handed-over",
        "payment": "cash",
        "cash": "36.00",
        "email": "",
        "note": "",
        "country": "US",
        "key": "form-1",
        **changes,
    }


def look(desk: Client, data: dict[str, str]) -> Any:
    return desk.post(PAGE, {**data, "step": "look"})


def place(desk: Client, data: dict[str, str]) -> Any:
    quote = look(desk, data).context["sheet"].quote
    expected = quote.fingerprint if quote else ""
    return desk.post(PAGE, {**data, "step": "place", "expected": expected})


def read_errors(answer: Any) -> dict[str, str]:
    """Return the words beside each field."""
    sheet = answer.context["sheet"]
    found = {name: " ".join(words) for name, words in sheet.form.errors.items()}
    for line in sheet.lines:
        for name, words in line.errors.items():
            found[f"{line.prefix}-{name}"] = " ".join(words)
    return found

"""Returns on the staff pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.returns.models import Return
from tests.failure_cases.conftest import stripe
from tests.shop.fulfilment.orders import read
from tests.shop.returns.acts import ask, bring, make_shipped_order

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def order(stripe: Any) -> Any:
    return make_shipped_order(stripe)


def post(client: Client, made: Return, step: str, **values: Any) -> Any:
    address = reverse("admin:returns_return_ask", args=(made.pk, step))
    return client.post(address, values, follow=True)


def test_return_goes_its_way_by_asks(staff_client: Client, order: Any) -> None:
    made = ask(order, 2)
    line = order.lines.get().pk

    post(staff_client, made, "approve")
    post(staff_client, made, "receive")
    form = staff_client.get(reverse("admin:returns_return_ask", args=(made.pk, "inspect")))
    page = post(staff_client, made, "inspect", **{f"shelf_{line}": 1, f"gone_{line}": 1})

    made.refresh_from_db()
    assert form.context["form"].fields[f"shelf_{line}"].initial == 2
    assert made.state == "closed"
    assert made.inspected_by.email == "staff@nomi.example"
    assert "$36.00 goes back to the buyer" in page.content.decode()


def test_rejecting_needs_words(staff_client: Client, order: Any) -> None:
    made = ask(order)

    silent = post(staff_client, made, "reject", reason="")
    made.refresh_from_db()
    before = made.state
    post(staff_client, made, "reject", reason="Worn outside")

    made.refresh_from_db()
    assert silent.context["form"].errors.keys() == {"reason"}
    assert (before, made.state, made.words) == ("requested", "rejected", "Worn outside")


def test_too_many_pieces_are_told_on_the_form(staff_client: Client, order: Any) -> None:
    made = bring(order, 2)
    line = order.lines.get().pk
    before = read(order)

    page = post(staff_client, made, "inspect", **{f"shelf_{line}": 2, f"gone_{line}": 1})

    assert "were to come back, not 3" in str(page.context["form"].non_field_errors())
    assert read(order) == before


def test_today_shows_what_waits(staff_client: Client, order: Any) -> None:
    ask(order)
    bring(order, key="form-2")

    page = staff_client.get(reverse("admin:index"))

    waiting = {str(panel.title): panel.count for panel in page.context["waiting"]}
    assert waiting["Returns to decide"] == 1
    assert waiting["Returns to inspect and refund"] == 1

"""Case 41: the buyer moved after paying. The same tax region is allowed, another is refused."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from shop.checkout.address import Address
from shop.checkout.correcting import AddressRefused, correct_address
from shop.order import services as orders
from shop.order.queries import lock_order
from tests.failure_cases import disputing, scenes
from tests.shop.shopping import make_country

pytestmark = pytest.mark.django_db
FORM = {
    "first_name": "Ada",
    "last_name": "Byron",
    "line1": "2 Other Street",
    "line2": "",
    "city": "Albany",
    "state": "NY",
    "postcode": "12207",
    "country": "US",
}


@pytest.fixture
def order(stripe: Any, settings: Any) -> Any:
    """Return a paid order that goes to New York; California taxes it otherwise."""
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"CA": 725}
    order = disputing.pay(stripe)
    make_country("CA")
    order.shipping_address = get_model("order", "ShippingAddress").objects.create(
        first_name="Ada",
        last_name="Byron",
        line1="1 Test Street",
        line4="New York",
        state="NY",
        postcode="10001",
        country=make_country("US"),
        phone_number="+12015550123",
    )
    order.save()
    return order


def _correct(order: Any, **changes: str) -> None:
    words = {"line1": "2 Other Street", "city": "Albany", "state": "NY", "postcode": "12207"}
    words |= {"first_name": "Ada", "last_name": "Byron", "country_code": "US"} | changes
    correct_address(order_id=order.pk, address=Address(**words), by="staff")


def _read(order: Any) -> tuple[Any, ...]:
    order.refresh_from_db()
    found = order.shipping_address
    found.refresh_from_db()
    return (
        (found.line1, found.line4, found.state, found.postcode, found.country_id),
        str(found.phone_number),
        order.total_incl_tax,
        order.notes.filter(message__contains="address").count(),
    )


NEW = ("2 Other Street", "Albany", "NY", "12207", "US")


def test_case_41_address_in_the_same_state_is_kept_and_the_total_stays(order: Any) -> None:
    total = order.total_incl_tax

    _correct(order)

    assert _read(order) == (NEW, "+12015550123", total, 1)


def test_case_41_another_state_that_costs_the_same_is_kept(order: Any, settings: Any) -> None:
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"CA": 725}
    total = order.total_incl_tax

    _correct(order, state="NJ", postcode="07030", city="Hoboken")

    moved = ("2 Other Street", "Hoboken", "NJ", "07030", "US")
    assert _read(order) == (moved, "+12015550123", total, 1)


def test_case_41_tax_on_delivery_alone_is_a_difference(order: Any, settings: Any) -> None:
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NJ": 625}
    order.lines.update(line_price_excl_tax=0, line_price_incl_tax=0)
    order.shipping_excl_tax = order.shipping_incl_tax = 5
    order.save()

    _correct(order, state="NJ", postcode="07030", city="Hoboken")
    settings.SHOP_STATES_TAXING_DELIVERY = frozenset({"NJ", "PA"})
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NJ": 625, "PA": 600}
    before = _read(order)
    with pytest.raises(AddressRefused, match="worked out for US-NJ"):
        _correct(order, state="PA", postcode="19019", city="Philadelphia")

    assert _read(order) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "CA", "postcode": "90001"},
        {"country_code": "CA", "state": "ON", "postcode": "K1A"},
    ],
)
def test_case_41_another_tax_region_is_refused_in_words(
    order: Any, changes: dict[str, str]
) -> None:
    before = _read(order)

    with pytest.raises(AddressRefused, match="worked out for US-NY"):
        _correct(order, **changes)

    assert _read(order) == before


@pytest.mark.parametrize(
    "statuses", [("Ready to ship", "Partly shipped"), ("Ready to ship", "Shipped"), ("Cancelled",)]
)
def test_case_41_order_that_has_left_or_ended_keeps_its_address(
    order: Any, statuses: tuple[str, ...]
) -> None:
    for status in statuses:
        orders.change_status(order=lock_order(order.pk), to=status, reason="", now=timezone.now())
    before = _read(order)

    with pytest.raises(AddressRefused, match="cannot be changed any more"):
        _correct(order)

    assert _read(order) == before


def test_case_41_order_that_nobody_paid_is_not_corrected_by_staff(order: Any) -> None:
    unpaid = scenes.make_order()
    unpaid.shipping_address = order.shipping_address
    unpaid.save()
    before = _read(order)

    with pytest.raises(AddressRefused):
        _correct(unpaid)

    assert _read(order) == before


def test_case_41_staff_correct_it_on_the_orders_page(order: Any, staff_client: Client) -> None:
    address = reverse("admin:order_order_ask", args=(order.pk, "address"))

    opened = staff_client.get(address)
    refused = staff_client.post(address, {**FORM, "state": "CA", "postcode": "90001"})
    typo = staff_client.post(address, {**FORM, "state": "Nowhere"})
    between = _read(order)[0][0]
    staff_client.post(address, FORM)

    assert opened.context["form"].initial["city"] == "New York"
    assert "worked out for US-NY, not for US-CA" in refused.content.decode()
    assert refused.context["form"]["line1"].value() == "2 Other Street"
    assert typo.context["form"].errors.keys() == {"state"}
    assert between == "1 Test Street"
    assert _read(order)[0] == NEW

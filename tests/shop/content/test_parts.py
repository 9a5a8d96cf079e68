"""What pages say of prices, days and cookies is what the shop does."""

from typing import Any

import pytest
from django.test import Client

from shop.content.parts import list_cookies
from shop.shipping.rates import RATES, Rate
from tests.shop.goods import make_family
from tests.shop.shopping import make_user

pytestmark = pytest.mark.django_db


def test_prices_are_those_of_the_checkouts_table(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = client.get("/delivery/").content.decode()
    dear = Rate(
        code="ca",
        name="Sled",
        promise="soon",
        days=(1, 2),
        steps=((500, 9_876),),
        is_free_over_threshold=False,
    )
    monkeypatch.setitem(RATES, "CA", (dear,))

    after = client.get("/delivery/").content.decode()

    steps = sum(len(rate.steps) for rates in RATES.values() for rate in rates)
    assert (
        before.count("<td>$")
        == sum(len(rate.steps) for zone in ("US", "rest") for rate in RATES[zone]) + 4
    )
    assert ("$98.76" in before, "$98.76" in after, after.count("<td>$")) == (False, True, steps)


def test_weights_are_said_in_kilos_and_in_pounds(client: Client) -> None:
    page = client.get("/delivery/").content.decode()

    assert "up to 0.5 kg (1.1 lb)" in page
    assert "over 2.5 kg (5.5 lb)" in page


def test_returns_page_follows_the_settings(client: Client, settings: Any) -> None:
    settings.RETURN_DAYS_AFTER_ARRIVAL = 45

    assert "within 45 days" in client.get("/returns/").content.decode()


def test_cookies_of_the_shop_are_those_that_the_privacy_page_names(client: Client) -> None:
    family = make_family(marks={"navy": 3})
    pk = family.children["navy"].pk
    client.get("/contact/")
    client.post(f"/basket/add/{pk}/", {"quantity": "1"})
    client.get("/basket/")
    client.get("/checkout/")
    client.force_login(make_user())
    client.get("/account/orders/")

    named = {cookie.name for cookie in list_cookies()}
    html = client.get("/privacy/").content.decode()
    assert len(client.cookies) >= 4
    assert set(client.cookies) <= named
    assert [name for name in named if f"<code>{name}</code>" not in html] == []

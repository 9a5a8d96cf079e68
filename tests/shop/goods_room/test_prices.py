"""Many prices at once: looked at first, then all of them or none."""

from collections import Counter
from datetime import date
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from oscar.core.loading import get_model

from shop.goods.pricing import ENDINGS, Change, round_to_ending
from shop.goods.services import prices
from shop.search.models import ProductCard
from tests.shop.goods import Family, make_category, make_family, settle
from tests.shop.racing import race

StockRecord = get_model("partner", "StockRecord")
ADDRESS = "/admin/catalogue/product/prices/"
BY_TEN = {"kind": "percent", "value": "10", "ending": "none"}


def read_prices() -> list[str]:
    return [
        str(price) for price in StockRecord.objects.order_by("pk").values_list("price", flat=True)
    ]


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (Change(kind="percent", value=1000), 1800, 1980),
        (Change(kind="percent", value=-500), 1999, 1899),
        (Change(kind="percent", value=250, ending="99"), 1800, 1799),
        (Change(kind="amount", value=-250), 1800, 1550),
        (Change(kind="amount", value=75, ending="00"), 1800, 1900),
        (Change(kind="fixed", value=1234, ending="50"), 1800, 1250),
        (Change(kind="fixed", value=1200, ending="50"), 1800, 1250),
    ],
)
def test_change_gives_the_price(change: Change, old: int, new: int) -> None:
    assert change.apply(old) == new


@given(price=st.integers(1, 99_999_999), ending=st.sampled_from(["00", "50", "99"]))
def test_rounded_price_is_the_nearest_that_ends_so(price: int, ending: str) -> None:
    cents = ENDINGS[ending]
    rounded = round_to_ending(price, ending=cents)

    assert rounded % 100 == cents
    assert rounded > 0
    assert abs(rounded - price) <= 50 or rounded == 100 + (cents or 0) or price < 100


@pytest.fixture
def other(db: None) -> Family:
    return make_family("Card holder", slug="card-holder", category=make_category("Wood"))


@pytest.mark.django_db
def test_preview_shows_and_confirm_does(manager: Client, family: Family, other: Family) -> None:
    form = BY_TEN | {"products": str(family.parent.pk)}

    look = manager.post(ADDRESS, form)
    looked = read_prices()
    done = manager.post(ADDRESS, form | {"confirm": look.context["plan"].fingerprint}, follow=True)
    settle()

    words = look.content.decode()
    assert looked == ["18.00"] * 4
    assert read_prices() == ["19.80", "19.80", "18.00", "18.00"]
    for amount in ("$18.00", "$19.80", "$13.20", "$6.60"):
        assert amount in words
    assert "2 prices were changed." in done.content.decode()
    assert ProductCard.objects.get(pk=family.parent.pk).price_from_minor == 1980


@pytest.mark.django_db
def test_category_takes_what_is_below_it(manager: Client, family: Family, other: Family) -> None:
    category = other.parent.categories.get()
    below = category.add_child(name="Holders")
    other.parent.productcategory_set.update(category=below)

    look = manager.post(ADDRESS, BY_TEN | {"category": category.pk})

    assert [row.family_id for row in look.context["plan"].rows] == [other.parent.pk] * 2


@pytest.mark.django_db
def test_price_below_cost_is_warned_of(manager: Client, family: Family) -> None:
    form = {"kind": "fixed", "value": "13", "ending": "none", "products": family.parent.pk}

    look = manager.post(ADDRESS, form)

    assert "2 would be sold below their landed cost." in look.content.decode()
    assert look.content.decode().count("Below cost:") == 2


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["price", "cost", "variant"])
def test_what_moved_meanwhile_is_shown_and_asked_again(
    manager: Client, family: Family, what: str
) -> None:
    form = BY_TEN | {"products": str(family.parent.pk)}
    look = manager.post(ADDRESS, form)
    record = family.record("navy")
    if what == "price":
        StockRecord.objects.filter(pk=record.pk).update(price="20.00")
    elif what == "cost":
        record.landed_costs.update(duty_minor=99)
    else:
        StockRecord.objects.filter(pk=record.pk).update(price=None)
    before = read_prices()

    again = manager.post(ADDRESS, form | {"confirm": look.context["plan"].fingerprint})
    done = manager.post(ADDRESS, form | {"confirm": again.context["plan"].fingerprint})

    assert "nothing was changed" in again.content.decode()
    assert again.context["plan"].fingerprint != look.context["plan"].fingerprint
    assert before != read_prices()
    assert done.status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "much"},
        {"value": "10,5"},
        {"value": "-100"},
        {"value": "999", "kind": "amount", "ending": "none", "products": "x"},
        {"value": "-3", "kind": "fixed"},
        {"value": "--3"},
        {"kind": "gift"},
        {"ending": "33"},
        {"products": "1;2"},
        {"products": "999999999"},
        {"products": ",".join(map(str, range(1, 600)))},
        {"products": ""},
        {"products": "", "category": "77"},
        {"value": "-18.01", "kind": "amount"},
        {"value": "999999.99", "kind": "amount"},
    ],
)
def test_wrong_answers_are_refused_in_words(
    manager: Client, family: Family, wrong: dict[str, Any]
) -> None:
    form = BY_TEN | {"products": str(family.parent.pk)} | wrong

    refused = manager.post(ADDRESS, form | {"confirm": "x"})

    assert refused.status_code == 200
    assert refused.context["form"].errors != {}
    assert refused.context["plan"] is None
    assert read_prices() == ["18.00", "18.00"]


@pytest.mark.django_db
def test_all_or_nothing(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    StockRecord.objects.filter(pk=family.record("navy").pk).update(price=Decimal("999999.00"))
    chosen = prices.Chosen(product_ids=[family.parent.pk])

    with pytest.raises(prices.PricesRefused):
        prices.change_prices(
            chosen=chosen,
            change=Change(kind="percent", value=1000),
            fingerprint="",
            now=timezone.now(),
        )

    assert read_prices() == ["18.00", "999999.00"]


@pytest.mark.django_db
def test_ticked_products_lead_to_the_page(manager: Client, family: Family) -> None:
    listed = reverse("admin:catalogue_product_changelist")

    led = manager.post(
        listed, {"action": "lead_to_prices", "_selected_action": [str(family.parent.pk)]}
    )

    assert led["Location"] == f"{ADDRESS}?products={family.parent.pk}"
    assert "that you ticked" in manager.get(led["Location"]).content.decode()


@pytest.mark.django_db
def test_content_changes_no_prices(content: Client, family: Family) -> None:
    listed = reverse("admin:catalogue_product_changelist")

    assert content.get(ADDRESS).status_code == 403
    assert content.post(ADDRESS, BY_TEN | {"products": family.parent.pk}).status_code == 403
    assert "lead_to_prices" not in content.get(listed).content.decode()
    assert read_prices() == ["18.00", "18.00"]


def _confirm_twice_at_once() -> Counter[str]:
    family = make_family()
    chosen = prices.Chosen(product_ids=[family.parent.pk])
    change, now = Change(kind="percent", value=1000), timezone.now()
    seen = prices.plan_prices(chosen=chosen, change=change, on=now.date()).fingerprint
    confirm = partial(prices.change_prices, chosen=chosen, change=change, fingerprint=seen, now=now)
    return Counter(type(result).__name__ for result in race(confirm, confirm))


@pytest.mark.django_db(transaction=True)
def test_double_click_changes_prices_once() -> None:
    assert _confirm_twice_at_once() == {"PricePlan": 1, "PricesMoved": 1}


@pytest.mark.django_db(transaction=True)
def test_double_click_changes_them_twice_without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Barrier(2)
    plan = prices._plan

    def plan_together(records: Any, *, change: Change, on: date) -> Any:
        found = plan(records, change=change, on=on)
        if connection.in_atomic_block:
            both.wait(timeout=60)
        return found

    monkeypatch.setattr(prices, "_lock", lambda records: records)
    monkeypatch.setattr(prices, "_plan", plan_together)

    assert _confirm_twice_at_once() == {"PricePlan": 2}

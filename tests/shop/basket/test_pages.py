"""The basket's pages: words for every wrong input, nothing lost, nothing changed by looking."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from tests.shop.goods import make_family, settle
from tests.shop.shopping import (
    count_everything,
    make_basket,
    make_product,
    make_user,
    make_voucher,
)

pytestmark = pytest.mark.django_db

Basket = get_model("basket", "Basket")
Line = get_model("basket", "Line")
HUGE = str(10**9)


def _add(client: Client, product: Any, quantity: object = 1) -> Any:
    return client.post(f"/basket/add/{product.pk}/", {"quantity": str(quantity)})


def _read_quantities() -> list[int]:
    return list(Line.objects.order_by("pk").values_list("quantity", flat=True))


def test_a_visitor_without_a_basket_costs_no_query(django_assert_num_queries: Any) -> None:
    client = Client()

    with django_assert_num_queries(0):
        answer = client.get("/basket/")

    assert answer.status_code == 200
    assert answer.cookies == {}
    assert Basket.objects.count() == 0


def test_adding_puts_pieces_into_one_line_and_gives_a_safe_cookie(settings: Any) -> None:
    settings.OSCAR_BASKET_COOKIE_SECURE = True
    client, product = Client(), make_product()

    first = _add(client, product, 2)
    _add(client, product, 3)

    cookie = first.cookies[settings.OSCAR_BASKET_COOKIE_OPEN]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert _read_quantities() == [5]


@pytest.mark.parametrize(
    "quantity", ["0", "-1", HUGE, "two", "", "1.5", "\u0661", "1e3", " ", "\x00"]
)
def test_adding_a_wrong_quantity_is_refused_in_words(quantity: str) -> None:
    client, product = Client(), make_product()
    settle()
    before = count_everything()

    answer = _add(client, product, quantity)

    assert (answer.status_code, answer.context["quantity"]) == (422, quantity)
    assert answer.context["error"] in answer.content.decode()
    assert count_everything() == before


def test_what_was_chosen_stays_chosen_when_it_is_refused() -> None:
    family = make_family(marks={"natural": 9, "navy": 2})
    navy = family.children["navy"].pk

    answer = Client().post(
        f"/basket/add/{family.parent.pk}/", {"variant": str(navy), "quantity": "3"}
    )

    page = answer.context["page"]
    assert (answer.status_code, page.choices.shown.product_id) == (422, navy)
    assert 'value="3"' in answer.content.decode()
    assert answer.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert Line.objects.count() == 0


@pytest.mark.parametrize("quantity", ["0", "-1", HUGE, "two", "", "11", "\x00"])
def test_changing_to_a_wrong_quantity_keeps_the_line_and_what_was_typed(quantity: str) -> None:
    client = Client()
    _add(client, make_product(stock=10), 2)
    line = Line.objects.get()

    answer = client.post(f"/basket/lines/{line.pk}/", {"quantity": quantity})

    [shown] = answer.context["page"].lines
    assert answer.status_code == 422
    assert shown.error != ""
    assert shown.typed == quantity
    assert _read_quantities() == [2]


def test_changing_and_removing() -> None:
    client = Client()
    _add(client, make_product(), 2)
    line = Line.objects.get()

    client.post(f"/basket/lines/{line.pk}/", {"quantity": "4"})
    assert _read_quantities() == [4]
    client.post(f"/basket/lines/{line.pk}/remove/")
    assert _read_quantities() == []


@pytest.mark.parametrize("pk", [999_999, 10**15])
def test_an_unknown_product_is_refused_in_words(pk: int) -> None:
    client = Client()

    answer = client.post(f"/basket/add/{pk}/", {"quantity": "1"}, follow=True)

    assert answer.status_code == 200
    assert "not in the shop any more" in answer.content.decode()
    assert Line.objects.count() == 0


def test_another_shoppers_line_cannot_be_changed_or_removed() -> None:
    client = Client()
    _add(client, make_product(), 1)
    foreign = make_basket((make_product(), 3)).lines.get()

    changed = client.post(f"/basket/lines/{foreign.pk}/", {"quantity": "1"})
    removed = client.post(f"/basket/lines/{foreign.pk}/remove/")

    assert (changed.status_code, removed.status_code) == (422, 422)
    assert _read_quantities() == [1, 3]


def test_a_withdrawn_product_stays_visible_and_stops_checkout() -> None:
    client, product = Client(), make_product(title="Tie")
    _add(client, product)
    get_model("catalogue", "Product").objects.update(is_public=False)

    page = client.get("/basket/")

    assert "Not sold any more" in page.content.decode()
    assert page.context["page"].is_buyable is False
    assert page.context["page"].priced.net_minor == 0
    assert _read_quantities() == [1]


@pytest.mark.parametrize("code", ["NOPE", "", "'; drop table", "x" * 300, "\x00", "EXPIRED"])
def test_an_unknown_or_expired_code_is_refused_in_words(code: str) -> None:
    client = Client()
    _add(client, make_product())
    voucher = make_voucher(code="EXPIRED")
    type(voucher).objects.update(end_datetime=timezone.now() - timedelta(hours=1))

    answer = client.post("/basket/vouchers/", {"code": code})

    assert answer.status_code == 422
    assert answer.context["code_error"] != ""
    assert Basket.objects.get().vouchers.count() == 0


def test_a_code_is_added_lowers_the_price_and_is_removed() -> None:
    client = Client()
    _add(client, make_product(price="18.00"))
    make_voucher(code="TEN", percent="10")

    client.post("/basket/vouchers/", {"code": " ten "})
    lowered = client.get("/basket/").context["page"].priced.net_minor
    client.post("/basket/vouchers/remove/", {"code": "TEN"})

    assert lowered == 1620
    assert client.get("/basket/").context["page"].priced.net_minor == 1800


@pytest.mark.parametrize(
    "path", ["add/1/", "lines/1/", "lines/1/remove/", "vouchers/", "vouchers/remove/"]
)
def test_a_get_changes_nothing(path: str) -> None:
    client = Client()
    _add(client, make_product())
    before = count_everything()

    assert client.get(f"/basket/{path}").status_code == 405
    assert count_everything() == before


@pytest.mark.parametrize("cookie", ["", "1", "1:forged", "x" * 4000, "1:\x00"])
def test_a_forged_cookie_opens_no_basket(cookie: str, settings: Any) -> None:
    make_basket((make_product(), 1))
    client = Client()
    client.cookies[settings.OSCAR_BASKET_COOKIE_OPEN] = cookie

    page = client.get("/basket/")

    assert page.status_code == 200
    assert list(page.context["page"].lines) == []


def test_looking_makes_no_basket_for_a_signed_in_shopper() -> None:
    client = Client()
    client.force_login(make_user())

    client.get("/basket/")

    assert Basket.objects.count() == 0


def test_signing_in_joins_what_was_chosen_before() -> None:
    user, product, other = make_user(), make_product(), make_product()
    make_basket((other, 1), owner=user)
    client = Client()
    _add(client, product, 2)

    client.post("/account/login/", {"login": user.email, "password": "long-enough-words"})

    page = client.get("/basket/").context["page"]
    assert sorted(line.priced.quantity for line in page.lines) == [1, 2]


def test_the_basket_says_what_is_missing_for_free_delivery_and_its_share() -> None:
    client = Client()
    _add(client, make_product(price="18.00", landed_minor=1320), 2)

    text = client.get("/basket/").content.decode()

    assert "$39.00 more and standard delivery in the United States is free." in text
    assert "$3.84 of this basket" in text

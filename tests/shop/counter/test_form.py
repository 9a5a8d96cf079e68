"""The form on which staff take an order: what it says, keeps and refuses."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from oscar.core.loading import get_model

from nomi.demo.staff import seed_staff
from shop.counter.models import CounterSale
from shop.stripe_checkout.models import Movement, PaymentAttempt
from tests.shop.counter.taking import PAGE, fill, look, place, read_errors, take, wish
from tests.shop.shopping import count_everything, get_record, make_product


def test_a_manager_takes_a_stall_order_by_the_form(desk: Client) -> None:
    product = make_product(stock=5)

    answer = place(desk, fill(product))

    sale = CounterSale.objects.get()
    assert answer.url == reverse("admin:counter_countersale_change", args=(sale.pk,))
    assert sale.order.status == "Delivered"
    page = desk.get(answer.url).content.decode()
    assert sale.order.number in page


def test_pressing_place_twice_on_the_form_takes_one_order(desk: Client) -> None:
    data = fill(make_product(stock=5))

    place(desk, data)
    place(desk, data)

    assert get_model("order", "Order").objects.count() == 1


def test_next_sale_on_the_form_of_the_last_one_is_an_order_of_its_own(desk: Client) -> None:
    product = make_product(stock=5)
    data = fill(product)

    place(desk, data)
    answer = place(desk, {**data, "line-0-quantity": "1", "cash": "18.00"})

    sales = CounterSale.objects.order_by("pk")
    totals = [str(sale.order.total_incl_tax) for sale in sales]
    assert totals == ["36.00", "18.00"]
    assert answer.url == reverse("admin:counter_countersale_change", args=(sales[1].pk,))


def test_the_link_stands_on_the_page_of_the_order_taken(stripe: Any, desk: Client) -> None:
    answer = place(desk, fill(make_product(), payment="link", email="ada@buyer.example"))

    page = desk.get(answer.url).content.decode()
    assert PaymentAttempt.objects.get().url in page


def test_another_row_keeps_what_was_typed_and_judges_nothing(desk: Client) -> None:
    data = {**fill(make_product()), "line-0-quantity": "x", "email": "half@"}

    answer = desk.post(PAGE, {**data, "step": "row"})

    sheet = answer.context["sheet"]
    assert [line["quantity"].value() for line in sheet.lines] == ["x", "1", "1"]
    assert (sheet.form["email"].value(), sheet.form["key"].value()) == ("half@", "form-1")
    assert read_errors(answer) == {}


@pytest.mark.parametrize(
    ("change", "place_of_words", "words"),
    [
        ({"line-0-article": "no-such"}, "line-0-article", "No article on sale"),
        ({"line-0-article": "Tote"}, "line-0-article", "Several articles fit"),
        ({"line-0-article": ""}, "__all__", "at least one article"),
        ({"line-0-quantity": "0"}, "line-0-quantity", "whole number from 1 to 100"),
        ({"line-0-quantity": "10000"}, "line-0-quantity", "up to 100 pieces"),
        ({"line-0-quantity": "6"}, "line-0-quantity", "Only 5 of"),
        ({"delivery": "us-standard"}, "line1", "fill this in"),
        ({"delivery": "free"}, "delivery", "valid choice"),
        ({"payment": "link"}, "email", "Enter it"),
        ({"cash": "35.00"}, "cash", "costs $36.00; $35.00 was entered"),
        ({"cash": ""}, "cash", "costs $36.00; $0.00 was entered"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_changes_nothing(
    desk: Client, change: dict[str, str], place_of_words: str, words: str
) -> None:
    product = make_product(stock=5)
    make_product(title="Tote too")
    before = count_everything()
    data = fill(product, **change)

    answer = place(desk, data)

    errors = read_errors(answer)
    assert words in errors[place_of_words]
    assert answer.context["sheet"].form["key"].value() == "form-1"
    assert [line["article"].value() for line in answer.context["sheet"].lines] == [
        data["line-0-article"],
        "",
    ]
    assert count_everything() == before
    assert (CounterSale.objects.count(), Movement.objects.count()) == (0, 0)


ADDRESS = {
    "first_name": "Ada",
    "last_name": "Byron",
    "line1": "1 Test Street",
    "line2": "",
    "city": "New York",
    "state": "NY",
    "postcode": "10001",
    "country": "US",
}


@pytest.mark.parametrize(
    ("change", "place_of_words", "words"),
    [
        ({"country": "KP"}, "country", "valid choice"),
        ({"state": "Atlantis"}, "state", "a state of the United States"),
        ({"delivery": "ca-standard"}, "delivery", "does not go to that country"),
    ],
)
def test_an_address_that_cannot_be_is_said_beside_its_field(
    desk: Client, change: dict[str, str], place_of_words: str, words: str
) -> None:
    data = fill(make_product(), **{**ADDRESS, "delivery": "us-standard", **change})
    before = count_everything()

    answer = place(desk, data)

    assert words in read_errors(answer)[place_of_words]
    assert count_everything() == before


def test_stripes_minimum_is_said_beside_the_payment(desk: Client) -> None:
    product = make_product(price="0.20", landed_minor=None)
    data = fill(product, payment="link", email="ada@buyer.example")
    before = count_everything()

    answer = place(desk, data)

    assert "Stripe takes payments from $0.50" in read_errors(answer)["payment"]
    assert count_everything() == before


def test_a_price_that_changed_since_is_shown_and_asked_again(desk: Client) -> None:
    product = make_product(stock=5)
    data = fill(product)
    seen = look(desk, data).context["sheet"].quote
    get_model("partner", "StockRecord").objects.filter(product=product).update(price="20.00")
    before = count_everything()

    answer = desk.post(PAGE, {**data, "step": "place", "expected": seen.fingerprint})

    assert "The total is $40.00 now" in read_errors(answer)["__all__"]
    assert answer.context["sheet"].quote.total_minor == 4_000
    assert count_everything() == before


def test_an_article_is_found_by_its_title_alone(desk: Client) -> None:
    make_product(title="Striped apron", price="18.00")

    answer = place(desk, {**fill(make_product()), "line-0-article": "striped"})

    assert answer.status_code == 302
    assert get_model("order", "Line").objects.get().title == "Striped apron"


def test_who_may_not_take_orders_is_refused(client: Client) -> None:
    seed_staff()
    client.force_login(get_user_model().objects.get(email="auditor@nomi.example"))
    data = fill(make_product())

    answers = (client.get(PAGE), client.post(PAGE, {**data, "step": "place"}))

    assert [answer.status_code for answer in answers] == [403, 403]
    assert CounterSale.objects.count() == 0


def test_goods_sold_since_the_look_are_said_beside_their_line(desk: Client) -> None:
    product = make_product(stock=2)
    data = fill(product)
    seen = look(desk, data).context["sheet"].quote
    get_model("partner", "StockRecord").objects.filter(product=product).update(num_in_stock=0)
    before = count_everything()

    answer = desk.post(PAGE, {**data, "step": "place", "expected": seen.fingerprint})

    assert "sold out" in read_errors(answer)["line-0-quantity"]
    assert answer.context["sheet"].form["cash"].value() == "36.00"
    assert count_everything() == before


def test_placing_without_looking_shows_the_total_first(desk: Client) -> None:
    before = count_everything()

    answer = desk.post(PAGE, {**fill(product := make_product()), "step": "place"})

    assert "The total is $36.00 now" in read_errors(answer)["__all__"]
    assert get_record(product).num_allocated is None
    assert count_everything()["orders"] == before["orders"]


def count_queries(desk: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        desk.get(page)
    return len(queries)


def test_list_and_form_ask_as_much_for_three_as_for_one(desk: Client, seller: Any) -> None:
    page = reverse("admin:counter_countersale_changelist")
    counts = []
    for number in range(3):
        wanted = wish(make_product(), 1, method="cash")
        take(wanted, seller, cash_minor=2_395, key=f"form-{number}")
        counts.append((count_queries(desk, page), count_queries(desk, PAGE)))

    assert counts[0] != (0, 0)
    assert counts[1:] == [(5, 5), (5, 5)]

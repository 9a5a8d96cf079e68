"""Orders that staff take: the same PLACE as the shop's, paid by a link or in cash."""

import logging
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from impact.books import chart
from impact.books.queries import get_balance
from nomi.demo.staff import seed_staff
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.services import relay_due
from shop.counter import services
from shop.counter.models import CounterSale
from shop.counter.services import Wish, preview_order, take_order
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Movement, PaymentAttempt
from tests.failure_cases import scenes
from tests.failure_cases.conftest import stripe
from tests.shop.racing import race
from tests.shop.shopping import HOME, count_everything, get_record, make_country, make_product

__all__ = ["stripe"]
PAGE = "/admin/counter/countersale/add/"


@pytest.fixture(autouse=True)
def _us(db: None) -> None:
    make_country("US")


@pytest.fixture
def seller() -> Any:
    return get_user_model().objects.create_user("seller", "seller@nomi.example", "x-long-enough-1")


@pytest.fixture
def desk(client: Client) -> Client:
    """Return a shop manager's browser."""
    seed_staff()
    client.force_login(get_user_model().objects.get(email="manager@nomi.example"))
    return client


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


def test_a_telephone_order_waits_for_its_link(stripe: Any, seller: Any) -> None:
    product = make_product(stock=5)

    taken = take(wish(product, 2, note="Calls back at noon"), seller)
    relay_due(now=timezone.now())

    order = get_model("order", "Order").objects.get()
    attempt = order.payment_attempts.get()
    left = attempt.expires_at - timezone.now()
    assert (order.status, order.guest_email) == ("Awaiting payment", "ada@buyer.example")
    assert (order.total_incl_tax, order.lines.get().cost.landed_unit_minor) == (
        Decimal("43.95"),
        1320,
    )
    assert get_record(product).num_allocated == 2
    assert 23 * 3_600 < left.total_seconds() < 24 * 3_600
    assert (taken.link, taken.sale.order) == (attempt.url, order)
    assert order.notes.get(note_type="Info").message == "Calls back at noon"
    [letter] = mail.outbox
    assert letter.to == ["ada@buyer.example"]
    assert letter.subject == f"Pay for order {order.number}"
    for body in (letter.body, letter.alternatives[0][0]):
        assert attempt.url in body
        assert "$43.95" in body


def test_the_link_settles_like_a_shoppers(stripe: Any, seller: Any) -> None:
    taken = take(wish(make_product(), 1), seller)
    attempt = taken.sale.order.payment_attempts.get()

    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    taken.sale.order.refresh_from_db()
    assert taken.sale.order.status == "Paid"


def test_a_link_that_runs_out_gives_the_goods_back(stripe: Any, seller: Any) -> None:
    product = make_product(stock=5)
    attempt = take(wish(product, 2), seller).sale.order.payment_attempts.get()
    scenes.make_overdue(attempt)

    payments.expire_overdue_attempts(now=timezone.now())

    attempt.order.refresh_from_db()
    assert attempt.order.status == "Cancelled"
    assert get_record(product).num_allocated == 0


def test_a_new_link_closes_the_old_one_and_keeps_the_goods(stripe: Any, seller: Any) -> None:
    product = make_product(stock=5)
    order = take(wish(product, 2), seller).sale.order
    old = order.payment_attempts.get()

    new = payments.renew_link(order_number=order.number, now=timezone.now())
    payments.settle(attempt_id=old.pk, now=timezone.now())  # Stripe tells of the closed page

    new.refresh_from_db()
    order.refresh_from_db()
    assert not scenes.try_to_pay(stripe, old.session_id)
    assert (new.state, order.status) == ("open", "Awaiting payment")
    assert get_record(product).num_allocated == 2
    assert OutboxMessage.objects.filter(kind="payment_link").count() == 2


def test_a_new_link_is_refused_when_the_old_one_was_paid(stripe: Any, seller: Any) -> None:
    order = take(wish(make_product(), 1), seller).sale.order
    stripe.pay(order.payment_attempts.get().session_id)

    with pytest.raises(payments.LinkRefused, match="paid at this moment"):
        payments.renew_link(order_number=order.number, now=timezone.now())

    order.refresh_from_db()
    assert order.status == "Paid"
    assert not order.payment_attempts.filter(state__in=PaymentAttempt.LIVE).exists()
    assert Movement.objects.count() == 1


def test_closing_the_old_link_before_the_new_is_written_down_cancels_the_order(
    stripe: Any, seller: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: while the old attempt is still live, the end of its page ends the order."""
    product = make_product(stock=5)
    order = take(wish(product, 2), seller).sale.order
    old = order.payment_attempts.get()
    monkeypatch.setattr(payments.links, "_replace_attempt", lambda _id, **_: old)
    monkeypatch.setattr(payments.links, "send_link", lambda **_: "")

    payments.renew_link(order_number=order.number, now=timezone.now())
    payments.settle(attempt_id=old.pk, now=timezone.now())

    order.refresh_from_db()
    assert order.status == "Cancelled"


def test_without_stripe_the_order_waits_and_its_link_comes_later(stripe: Any, seller: Any) -> None:
    stripe.faults.set("500", path="/v1/checkout/sessions", times=9)

    taken = take(wish(make_product(), 1), seller)
    stripe.faults.clear()
    again = take_order(
        wish=wish(make_product(), 1),
        expected="",
        cash_minor=0,
        key="form-1",
        by=seller,
        now=timezone.now(),
    )

    assert (taken.link, CounterSale.objects.count()) == ("", 1)
    assert again.link.startswith("http")


def test_a_stall_order_in_cash_is_paid_delivered_and_in_the_books(seller: Any) -> None:
    product = make_product(stock=5)
    wanted = wish(product, 2, email="", method="cash", shipping_code="handed-over")

    taken = take(wanted, seller, cash_minor=3_600)

    order = get_model("order", "Order").objects.get()
    record = get_record(product)
    assert order.status == "Delivered"
    assert (order.total_incl_tax, order.shipping_incl_tax) == (Decimal("36.00"), Decimal(0))
    assert (record.num_in_stock, record.num_allocated) == (3, 0)
    assert (get_balance(chart.CASH), get_balance(chart.ORDER_CLEARING)) == (3_600, 0)
    assert OutboxMessage.objects.count() == 0
    assert taken.sale.is_handed_over
    assert order.shipments.get().shipped_by == seller


def test_what_is_handed_over_is_taxed_at_the_stall(settings: Any, seller: Any) -> None:
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NJ": 700}
    settings.STALL_PLACE = "Hoboken · NJ · 07030 · US"
    from shop.counter.stall import build_stall_address

    address = build_stall_address(first_name="Ada", last_name="")
    wanted = wish(make_product(), 1, address=address, method="cash", shipping_code="handed-over")

    quote = preview_order(wish=wanted)

    assert (quote.shipping_minor, quote.tax_minor, quote.total_minor) == (0, 126, 1_926)


def test_cash_from_someone_who_wants_it_sent_waits_to_be_packed(seller: Any) -> None:
    order = take(wish(make_product(), 1, method="cash"), seller, cash_minor=2_395).sale.order

    order.refresh_from_db()
    assert order.status == "Paid"
    assert list(OutboxMessage.objects.values_list("kind", flat=True)) == ["order_paid"]


@pytest.mark.parametrize("cash_minor", [0, 2_394, 2_400])
def test_other_cash_than_the_total_places_nothing(seller: Any, cash_minor: int) -> None:
    wanted = wish(make_product(), 1, method="cash")
    before = count_everything()

    with pytest.raises(payments.CashRefused):
        take(wanted, seller, cash_minor=cash_minor)

    assert count_everything() == before
    assert (CounterSale.objects.count(), Movement.objects.count()) == (0, 0)


def test_looking_keeps_nothing() -> None:
    wanted = wish(make_product(), 1)
    before = count_everything()

    preview_order(wish=wanted)

    assert count_everything() == before


@pytest.mark.django_db(transaction=True)
def test_a_double_click_takes_one_order(seller: Any) -> None:
    product = make_product(stock=5)
    wanted = wish(product, 2, method="cash", shipping_code="handed-over")

    results = race(*[lambda: take(wanted, seller, cash_minor=3_600)] * 4)

    assert {type(result).__name__ for result in results} == {"Taken"}
    assert get_model("order", "Order").objects.count() == 1
    assert get_record(product).num_in_stock == 3


@pytest.mark.django_db(transaction=True)
def test_a_double_click_without_the_lock_ends_in_an_error(
    seller: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the key's lock is what lets the second click find the first one's order."""
    wanted = wish(make_product(stock=9), 2, method="cash", shipping_code="handed-over")
    monkeypatch.setattr(services, "lock_key", lambda _key: None)

    results = race(*[lambda: take(wanted, seller, cash_minor=3_600)] * 4)

    assert {type(result).__name__ for result in results} != {"Taken"}


def test_no_log_holds_the_hosted_page(
    stripe: Any, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    data = fill(make_product(), payment="link", email="ada@buyer.example")

    place(desk, data)
    relay_due(now=timezone.now())

    url = PaymentAttempt.objects.get().url
    assert url not in caplog.text
    assert url.rsplit("/", 1)[-1] not in caplog.text


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

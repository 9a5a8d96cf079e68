"""A year's statement tells purchases apart: what was paid for goods, never the gift beside them."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from impact.giving.mails import render_statement
from impact.giving.models import Gift, YearStatement
from impact.giving.purchases import list_purchases
from impact.giving.queries import find_year
from impact.giving.services.statements import send_statement
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import PaymentAttempt
from shop.stripe_checkout.purchases import PaidOrder, list_paid_orders
from tests.impact.giving.test_receipts import read_paper
from tests.shop.addedgifts.acts import GIFT, GOODS, pay, place
from tests.shop.shopping import Shopper, make_basket, make_country, make_product, make_user

pytestmark = pytest.mark.django_db
HER = "guest@example.org"
NEW_YORK = ZoneInfo("America/New_York")


def _list(email: str = HER, *, year: int | None = None) -> list[PaidOrder]:
    return list_paid_orders(email=email, year=year or timezone.now().year, zone=UTC)


def _refund(order: Any, **parts: Any) -> None:
    payments.request_refund(
        order_number=order.number, reason="Came back", now=timezone.now(), **parts
    )
    payments.submit_due_refunds(now=timezone.now())


def test_purchase_is_what_was_paid_without_the_gift(stripe: Any) -> None:
    order = pay(stripe, place())

    now = timezone.now()
    assert _list(HER.upper()) == [
        PaidOrder(number=order.number, paid_on=now.date(), paid_minor=GOODS, currency="USD")
    ]
    assert (_list("else@example.org"), _list(""), _list(year=now.year - 1)) == ([], [], [])


@pytest.mark.parametrize(
    ("paid_at", "years"),
    [
        (datetime(2028, 12, 31, 23, 59, tzinfo=NEW_YORK), [1, 0]),
        (datetime(2029, 1, 1, 0, 0, tzinfo=NEW_YORK), [0, 1]),
    ],
)
def test_purchase_belongs_to_the_year_in_which_gifts_count(
    stripe: Any, paid_at: datetime, years: list[int]
) -> None:
    pay(stripe, place())
    PaymentAttempt.objects.update(paid_order_at=paid_at)

    found = [list_purchases(email=HER, year=year) for year in (2028, 2029)]

    assert [len(one) for one in found] == years
    assert [one.paid_on for one in (*found[0], *found[1])] == [paid_at.date()]


def test_what_was_given_back_is_taken_off_and_a_whole_return_is_no_purchase(stripe: Any) -> None:
    order = pay(stripe, place())

    _refund(order, amount_minor=395)
    [kept] = _list()
    _refund(order)

    assert kept.paid_minor == GOODS - 395
    assert _list() == []


def test_an_order_that_was_not_paid_is_no_purchase(stripe: Any) -> None:
    place()

    assert _list() == []


def test_an_account_s_orders_count_once_it_has_confirmed_the_address(stripe: Any) -> None:
    user = make_user()
    make_country("US")
    basket = make_basket((make_product(price="18.00"), 1), owner=user)
    pay(stripe, place(Shopper(basket=basket, user=user, email=user.email)))
    before = _list(user.email)

    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    assert (before, len(_list(user.email))) == ([], 1)


def test_statement_lists_purchases_apart_on_mail_and_paper(stripe: Any) -> None:
    order = pay(stripe, place())
    year = Gift.objects.get().given_on.year
    given = find_year(donor_email=HER, year=year)
    assert given is not None

    send_statement(
        donor_email=HER, year=year, actor="staff:1", now=datetime(year + 1, 1, 2, tzinfo=UTC)
    )

    mail = render_statement(str(YearStatement.objects.get().uid))
    (paper,) = mail.enclosures
    texts = [" ".join(mail.text.split()), " ".join(mail.html.split()), read_paper(paper.content)]
    for words in (order.number, "$23.95", "not gifts. They are not deductible", "$25.00"):
        assert [words in text for text in texts] == [True, True, True], words
    assert (given.paid_minor, given.deductible_minor) == (GIFT, GIFT)
    assert [one.number for one in list_purchases(email=HER, year=year)] == [order.number]

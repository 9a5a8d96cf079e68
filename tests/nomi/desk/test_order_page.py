"""The page of an order: its time line, its share, its notes and its mails."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from nomi.demo.staff import PEOPLE, SHOPPER_EMAIL
from nomi.desk.orders.story import list_moments
from nomi.platform.outbox.models import OutboxMessage
from nomi.staff.roles import FULFILMENT
from shop.order.services import change_status
from shop.stripe_checkout.services import request_refund, submit_refund
from tests.failure_cases.conftest import stripe
from tests.nomi.desk.order_rows import make_order
from tests.shop.fulfilment.orders import make_paid_order, ship
from tests.shop.shopping import make_product

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def guest_order(db: None) -> Any:
    make_product()
    return make_order()


def open_page(client: Client, order: Any) -> Any:
    return client.get(reverse("admin:order_order_change", args=(order.pk,)))


def ask(client: Client, order: Any, name: str, **values: Any) -> Any:
    address = reverse("admin:order_order_ask", args=(order.pk, name))
    return client.post(address, values, follow=True)


def press(client: Client, order: Any, name: str, reason: str) -> Any:
    address = reverse("admin:order_order_press", args=(order.pk, name))
    return client.post(address, {"reason": reason}, follow=True)


def read_payment(client: Client, order: Any) -> str:
    fields = [
        field
        for part in open_page(client, order).context["adminform"]
        for line in part
        for field in line
    ]
    return next(str(one.contents()) for one in fields if one.field["name"] == "payment")


def test_page_says_how_the_order_stands_with_its_money(
    stripe: Any, staff_client: Client, db: None
) -> None:
    order = make_paid_order(stripe)
    paid = read_payment(staff_client, order)
    refund = request_refund(
        order_number=order.number, reason="Sorry", now=timezone.now(), amount_minor=500
    )
    submit_refund(refund_id=refund.pk, now=timezone.now())

    assert (paid, read_payment(staff_client, order)) == ("paid", "partly refunded")


def test_time_line_tells_what_happened_in_its_order(
    stripe: Any, staff_client: Client, db: None
) -> None:
    order = make_paid_order(stripe)
    press(staff_client, order, "hold", "Address looks odd")
    press(staff_client, order, "release", "Called the buyer")
    ask(staff_client, order, "note", note="She wants it before Friday")
    press(staff_client, order, "ready", "")
    ship(order)
    request_refund(
        order_number=order.number,
        reason="One seam",
        now=timezone.now(),
        lines={order.lines.get().pk: 1},
    )

    moments = open_page(staff_client, order).context["moments"]

    told = [(moment.words, moment.who) for moment in moments]
    assert told == [
        ("Payment of $59.00 begun", ""),
        ("Awaiting payment → Paid", ""),
        ("Paid at Stripe", ""),
        ("Charge: $59.00", ""),
        ("Mail waits to be sent: receipt", ""),
        ("Paid → On hold", ""),
        ("Put on hold: Address looks odd", "staff"),
        ("On hold → Paid", ""),
        ("Release: Called the buyer", "staff"),
        ("She wants it before Friday", "staff"),
        ("Paid → Ready to ship", ""),
        ("Mark ready to ship", "staff"),
        ("Ready to ship → Shipped", ""),
        ("Parcel left: USPS 9400 1", ""),
        ("Mail waits to be sent: parcel on its way", ""),
        ("Refund of $18.00 asked: One seam", ""),
    ]


def test_note_of_a_change_carries_the_moment_of_the_change(guest_order: Any) -> None:
    moment = timezone.now() - timedelta(days=3)

    change_status(order=guest_order, to="On hold", reason="Odd", now=moment)

    told = [(one.words, one.at) for one in list_moments(guest_order)]
    assert ("Odd", moment) in told
    assert ("Paid → On hold", moment) in told


def test_page_asks_the_same_of_an_order_with_a_long_story(
    staff_client: Client, guest_order: Any
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            open_page(staff_client, guest_order)
        return len(queries)

    open_page(staff_client, guest_order)  # fills the cache of content types
    before = count()
    for number in range(5):
        guest_order.notes.create(note_type="Info", message=f"Note {number}")
        OutboxMessage.objects.create(
            kind=f"kind_{number}",
            reference=guest_order.number,
            due_at=timezone.now(),
            created_at=timezone.now(),
        )

    assert count() == before


def test_page_shows_the_share_that_the_books_hold(stripe: Any, staff_client: Client) -> None:
    order = make_paid_order(stripe, quantity=1)

    page = open_page(staff_client, order)

    share = page.context["share"]
    [line] = share.trace.lines
    assert (line.net_minor, line.fund_minor + line.reserve_minor) == (1_800, line.share_minor)
    assert [entry.key for entry in share.entries] == [f"sale:{order.number}"]
    assert f"sale:{order.number}" in page.content.decode()


def test_page_keeps_entries_from_those_who_may_not_see_the_books(
    stripe: Any, staff_client: Client, client: Client
) -> None:
    order = make_paid_order(stripe, quantity=1)
    packer = next(email for email, _name, role in PEOPLE if role == FULFILMENT)
    client.force_login(get_user_model().objects.get(email=packer))

    page = open_page(client, order)

    assert page.context["share"].entries == ()
    assert "sale:" not in page.content.decode()


def test_order_that_was_never_sold_has_no_share(staff_client: Client, guest_order: Any) -> None:
    assert open_page(staff_client, guest_order).context["share"] is None


@pytest.mark.parametrize("text", ["", "x" * 2_001])
def test_note_that_cannot_be_kept_is_refused(
    staff_client: Client, guest_order: Any, text: str
) -> None:
    answer = ask(staff_client, guest_order, "note", note=text)

    assert answer.context["form"].errors.keys() == {"note"}
    assert text in answer.content.decode()
    assert guest_order.notes.count() == 0


def make_mail(order: Any, kind: str = "order_paid") -> OutboxMessage:
    return OutboxMessage.objects.create(
        kind=kind,
        reference=order.number,
        state="sent",
        due_at=order.date_placed,
        created_at=order.date_placed,
        sent_at=order.date_placed,
    )


def test_chosen_mail_is_owed_again_and_no_other(staff_client: Client, guest_order: Any) -> None:
    receipt, delivered = make_mail(guest_order), make_mail(guest_order, "order_delivered")

    ask(staff_client, guest_order, "mail", mail=delivered.pk)

    states = dict(OutboxMessage.objects.values_list("pk", "state"))
    assert states == {receipt.pk: "sent", delivered.pk: "waiting"}


def test_mail_of_another_order_is_not_sent_from_here(
    staff_client: Client, guest_order: Any
) -> None:
    make_mail(guest_order)
    foreign = make_mail(make_order(number="N-9"))

    answer = ask(staff_client, guest_order, "mail", mail=foreign.pk)

    assert answer.context["form"].errors.keys() == {"mail"}
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}


def test_staff_correct_the_mail_of_a_guest_long_after(
    staff_client: Client, guest_order: Any
) -> None:
    make_mail(guest_order)

    ask(staff_client, guest_order, "email", email="ada@right.example")

    guest_order.refresh_from_db()
    assert guest_order.guest_email == "ada@right.example"
    assert OutboxMessage.objects.get().state == "waiting"
    assert guest_order.notes.get().user.username == "staff"


@pytest.mark.parametrize("email", ["", "no address", "a@b"])
def test_bad_address_is_refused_beside_the_field(
    staff_client: Client, guest_order: Any, email: str
) -> None:
    answer = ask(staff_client, guest_order, "email", email=email)

    guest_order.refresh_from_db()
    assert answer.context["form"].errors.keys() == {"email"}
    assert guest_order.guest_email == "ada@buyer.example"


def test_mail_of_an_account_is_not_changed_at_an_order(
    staff_client: Client, guest_order: Any
) -> None:
    order = give_to_an_account(guest_order)

    answer = ask(staff_client, order, "email", email="thief@evil.example")

    order.refresh_from_db()
    assert order.guest_email == "ada@buyer.example"
    assert answer.context["form"].non_field_errors() == [
        "This is no longer possible; nothing was changed."
    ]


def give_to_an_account(order: Any) -> Any:
    """Give the order to an account."""
    owner = get_user_model().objects.get(email=SHOPPER_EMAIL)
    type(order).objects.filter(pk=order.pk).update(user=owner)
    order.refresh_from_db()
    return order

"""Money that came too late, in parts or without a name is booked by two people, and only once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from stripe import StripeClient

from impact.books import chart
from impact.books.halts import find_halts
from impact.books.queries import get_balance, get_balances, list_faults
from impact.books.services import AlreadyDecidedError, Posting, SamePersonError, post
from impact.payouts.models import Payout
from impact.payouts.services.progress import void_payout
from impact.payouts.services.stripe_rail import StripeTransfer
from impact.reconciliation.models import Discrepancy, HandBooking
from impact.reconciliation.services.by_hand import (
    BookingRefusedError,
    approve_booking,
    end_booking,
    propose_booking,
)
from impact.reconciliation.services.importing import import_stripe
from impact.reconciliation.services.runs import reconcile
from nomi.platform.stripe.gateway import RETRIES
from nomi.sandbox.server import Sandbox
from tests.impact.banking.builders import import_lines, make_line
from tests.impact.payouts.builders import CODE, run_with_guards_off
from tests.impact.payouts.by_sql import run
from tests.impact.reconciliation.scenes import list_open, make_transfer_payout, pay
from tests.impact.sales import sell

pytestmark = pytest.mark.django_db
FIRST, SECOND = "staff:1", "staff:2"
TRAINING = f"{chart.TRAINING}{CODE}"


def compare(days: int = 0) -> None:
    reconcile(actor="system", now=timezone.now() + timedelta(days=days))


def propose(place: str, reference: str = "", **changes: Any) -> HandBooking:
    facts = {
        "discrepancy_id": Discrepancy.objects.open().order_by("pk").last().pk,
        "reason": "Stripe's letter of Monday.",
        "actor": FIRST,
        "now": timezone.now(),
    }
    return propose_booking(place=place, reference=reference, **{**facts, **changes})


def approve(booking: HandBooking, actor: str = SECOND) -> Any:
    return approve_booking(booking_id=booking.pk, actor=actor, now=timezone.now())


def look() -> tuple[Any, ...]:
    codes = (chart.PAYOUT_CLEARING, chart.SUSPENSE, chart.GENERAL, TRAINING)
    balances = get_balances(codes=codes)
    return (*balances.values(), list(HandBooking.objects.order_by("pk").values()), list_open())


def cover_the_trust() -> None:
    """Let the bank hold what the training account of these tests was given."""
    import_lines(make_line(is_fee=True), opening_minor=200_000)


@pytest.fixture
def late(stripe: Sandbox, client_of_stripe: StripeClient) -> Payout:
    """A transfer that left although its payout was voided."""
    cover_the_trust()
    payout = make_transfer_payout(client_of_stripe, stripe)
    stripe.faults.set("drop", path="/v1/transfers", times=RETRIES + 1, method="post")
    StripeTransfer().submit(now=timezone.now())
    void_payout(payout_uid=payout.uid, reason="Thought lost.", actor=SECOND, now=timezone.now())
    compare()
    return payout


@pytest.fixture
def part(stripe: Sandbox, client_of_stripe: StripeClient) -> Payout:
    """A settled transfer of which $5.00 of $20.00 came back."""
    cover_the_trust()
    payout = make_transfer_payout(client_of_stripe, stripe)
    StripeTransfer().submit(now=timezone.now())
    import_stripe(now=timezone.now())
    send_back(stripe, 500)
    compare(days=10)
    return payout


def send_back(stripe: Sandbox, cents: int) -> None:
    transfer = stripe.list_all("transfer")[0]["id"]
    stripe.switches.answer("POST", f"/_sandbox/transfer/{transfer}", {"amount": cents})


def test_transfer_of_a_voided_payout_is_borne_by_us_and_payouts_go_on(late: Payout) -> None:
    assert list_open() == [("money left without payout", late.reference, 2_000)]
    assert len(find_halts()) == 1

    posted = approve(propose("general"))

    assert get_balances(codes=(chart.PAYOUT_CLEARING, chart.GENERAL, TRAINING)) == {
        chart.PAYOUT_CLEARING: 0,
        chart.GENERAL: 98_000,
        TRAINING: 100_000,
    }
    assert posted.key.startswith(f"{late.reference}:by-hand:")
    assert (list_open(), find_halts(), list_faults()) == ([], [], [])
    compare(days=10)
    assert (list_open(), find_halts()) == ([], [])


def test_part_that_came_back_goes_to_the_account_that_paid_and_so_does_the_rest(
    stripe: Sandbox, part: Payout
) -> None:
    approve(propose("training"))
    after_part = get_balances(codes=(chart.PAYOUT_CLEARING, TRAINING))

    send_back(stripe, 1_500)
    compare(days=20)
    found = list_open()
    approve(propose("training"))

    assert after_part == {chart.PAYOUT_CLEARING: 0, TRAINING: 98_500}
    assert found == [("payout not seen leaving", part.reference, -1_500)]
    assert get_balances(codes=(chart.PAYOUT_CLEARING, TRAINING)) == {
        chart.PAYOUT_CLEARING: 0,
        TRAINING: 100_000,
    }
    assert (find_halts(), list_faults()) == ([], [])


def test_stripe_money_in_suspense_goes_to_its_order(
    stripe: Sandbox, client_of_stripe: StripeClient
) -> None:
    sell("N-1")
    pay(client_of_stripe, stripe, "")
    compare()

    posted = approve(propose("clearing:orders", "N-1"))

    assert posted.key.endswith(":explain")
    assert get_balances(codes=(chart.SUSPENSE, chart.ORDER_CLEARING)) == {
        chart.SUSPENSE: 0,
        chart.ORDER_CLEARING: 0,
    }
    compare(days=10)
    assert list_open() == []


def test_whoever_proposed_does_not_agree(late: Payout) -> None:
    booking = propose("general")
    before = look()

    with pytest.raises(SamePersonError):
        approve(booking, FIRST)

    assert look() == before


def test_database_refuses_one_person_and_a_change_of_what_was_decided(late: Payout) -> None:
    booking = propose("general")
    with pytest.raises(IntegrityError, match="agreed_to_by_another"), transaction.atomic():
        run_with_guards_off(
            "UPDATE reconciliation_handbooking SET approved_by = proposed_by, approved_at = now(),"
            " entry_id = (SELECT max(id) FROM books_entry)"
        )
    approve(booking)
    before = look()
    run("SET CONSTRAINTS ALL IMMEDIATE")

    for attack in (
        "UPDATE reconciliation_handbooking SET reason = 'Another.'",
        "UPDATE reconciliation_handbooking SET approved_by = 'staff:9'",
        "DELETE FROM reconciliation_handbooking",
        "TRUNCATE reconciliation_handbooking",
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            run(attack)

    assert look() == before


@pytest.mark.parametrize("place", ["training", "clearing:orders", "bank", TRAINING, "reserve"])
def test_money_goes_to_the_places_that_fit_and_to_no_other(late: Payout, place: str) -> None:
    before = look()

    with pytest.raises(BookingRefusedError, match="cannot go there"):
        propose(place, "N-1")

    assert look() == before


def test_payment_on_its_way_is_not_booked_by_hand(
    stripe: Sandbox, client_of_stripe: StripeClient
) -> None:
    payout = make_transfer_payout(client_of_stripe, stripe)
    StripeTransfer().submit(now=timezone.now())
    stripe.faults.set("500", path="/v1/balance", times=200)
    row = Discrepancy.objects.create(
        kind="payout not seen leaving",
        reference=payout.reference,
        words="Sent long ago.",
        amount_minor=-2_000,
        is_blocking=True,
        found_at=timezone.now(),
        last_seen_at=timezone.now(),
    )
    before = look()

    with pytest.raises(BookingRefusedError, match="on its way"):
        propose("general", discrepancy_id=row.pk)

    assert look() == before


def test_bank_line_is_left_to_the_bank_desk(stripe: Sandbox) -> None:
    import_lines(make_line(), opening_minor=90_000)
    compare()
    before = look()

    with pytest.raises(BookingRefusedError, match="bank desk"):
        propose("general")

    assert look() == before


def test_second_proposal_waits_for_the_first(late: Payout) -> None:
    booking = propose("general")
    before = look()

    with pytest.raises(BookingRefusedError, match="Another proposal"):
        propose("fees")

    assert look() == before
    end_booking(booking_id=booking.pk, actor=FIRST, reason="Wrong place.", now=timezone.now())
    with pytest.raises(AlreadyDecidedError):
        approve(booking)
    approve(propose("fees"))
    assert get_balance(chart.PAYOUT_CLEARING) == 0


def test_proposal_of_an_amount_that_changed_is_not_booked(late: Payout) -> None:
    booking = propose("general")
    post(
        Posting(
            kind="test",
            key="more",
            effective_on=timezone.now().date(),
            lines=[(chart.PAYOUT_CLEARING, 300), (chart.GENERAL, -300)],
            reference=late.reference,
        )
    )
    before = look()

    with pytest.raises(BookingRefusedError, match="Another amount"):
        approve(booking)

    assert look() == before


def sign_in(name: str, *permissions: str) -> Client:
    user = get_user_model().objects.create_user(name, f"{name}@nomi.example", "x", is_staff=True)
    codes = ("view_discrepancy", "view_handbooking", *permissions)
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_two_people_book_it_on_the_screens(late: Payout) -> None:
    row = Discrepancy.objects.open().get()
    ask = reverse("admin:reconciliation_discrepancy_ask", args=(row.pk, "book"))
    first = sign_in("first", "propose_handbooking", "approve_handbooking")
    second = sign_in("second", "approve_handbooking")

    refused = first.post(ask, {"place": "training", "reason": "Her money."})
    strange = second.post(ask, {"place": "general", "reason": "Ours."})
    first.post(ask, {"place": "general", "reason": "Ours to bear."})
    booking = HandBooking.objects.get()
    press = reverse("admin:reconciliation_handbooking_press", args=(booking.pk, "approve"))
    first.post(press)
    waiting = get_balance(chart.PAYOUT_CLEARING)
    second.post(press)

    assert "cannot go there" in refused.content.decode()
    assert "Her money." in refused.content.decode()
    assert strange.status_code == 403
    assert (waiting, get_balance(chart.PAYOUT_CLEARING)) == (2_000, 0)
    for name, key in (("discrepancy", row.pk), ("handbooking", booking.pk)):
        page = second.get(reverse(f"admin:reconciliation_{name}_change", args=(key,)))
        assert "booked" in page.content.decode()
        listed = second.get(reverse(f"admin:reconciliation_{name}_changelist"))
        assert listed.status_code == 200

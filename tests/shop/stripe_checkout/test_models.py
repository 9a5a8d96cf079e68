import uuid
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from shop.stripe_checkout import services
from shop.stripe_checkout.models import Dispute, Movement, PaymentAttempt
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt() -> PaymentAttempt:
    return services.open_attempt(order=scenes.make_order(), now=timezone.now())


def _move(attempt: PaymentAttempt, **changes: Any) -> Movement:
    facts = {
        "order": attempt.order,
        "attempt": attempt,
        "kind": "charge",
        "stripe_id": "ch_1",
        "amount_minor": 2300,
        "currency": "USD",
        "livemode": False,
        "recorded_at": timezone.now(),
    }
    return Movement.objects.create(**{**facts, **changes})


def test_order_has_one_live_attempt(attempt: PaymentAttempt) -> None:
    same = services.open_attempt(order=attempt.order, now=timezone.now())
    attempt.pk, attempt.uid = None, uuid.uuid4()

    with pytest.raises(IntegrityError, match="one_live_payment_attempt_per_order"):
        attempt.save(force_insert=True)

    assert same.uid != attempt.uid


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": "nonsense"}, "payment_attempt_state_is_known"),
        ({"state": "open"}, "open_payment_attempt_has_its_stripe_session"),
        ({"amount_minor": 0}, "payment_attempt_asks_for_money"),
        ({"paid_order_at": timezone.now()}, "only_a_complete_payment_attempt_pays"),
        ({"method": "cash"}, "cash_is_complete_and_names_who_took_it"),
    ],
)
def test_database_refuses_an_attempt_that_cannot_be(
    attempt: PaymentAttempt, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(IntegrityError, match=sentence):
        PaymentAttempt.objects.filter(pk=attempt.pk).update(**change)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "fee", "amount_minor": 0}, "movement_moves_money"),
        ({"amount_minor": -1}, "charge_comes_in_and_refund_goes_out"),
        ({"kind": "refund"}, "charge_comes_in_and_refund_goes_out"),
        ({"kind": "gift"}, "movement_kind_is_known"),
        ({"kind": "cash"}, "cash_stands_apart_from_the_ids_of_stripe"),
        (
            {"kind": "cash", "stripe_id": "cash:1", "amount_minor": -1},
            "charge_comes_in_and_refund_goes_out",
        ),
    ],
)
def test_database_refuses_a_movement_that_cannot_be(
    attempt: PaymentAttempt, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(IntegrityError, match=sentence):
        _move(attempt, **change)


def test_attempt_is_charged_once(attempt: PaymentAttempt) -> None:
    _move(attempt)

    with pytest.raises(IntegrityError, match="one_charge_per_payment_attempt"):
        _move(attempt, stripe_id="ch_2")


def test_movement_is_never_changed_nor_deleted(attempt: PaymentAttempt) -> None:
    movement = _move(attempt)

    with pytest.raises(DatabaseError, match="update"), transaction.atomic():
        Movement.objects.filter(pk=movement.pk).update(amount_minor=1)
    with pytest.raises(DatabaseError, match="delete"), transaction.atomic():
        Movement.objects.filter(pk=movement.pk).delete()

    assert Movement.objects.get().amount_minor == 2300


def test_order_with_an_attempt_cannot_be_deleted(attempt: PaymentAttempt) -> None:
    with pytest.raises(ProtectedError):
        attempt.order.delete()

    assert PaymentAttempt.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": "nonsense"}, "dispute_state_is_known"),
        ({"amount_minor": 0}, "dispute_is_over_money"),
        ({"fee_minor": -1}, "dispute_fee_is_not_negative"),
        ({"state": "lost"}, "dispute_is_closed_when_decided"),
        ({"closed_at": timezone.now()}, "dispute_is_closed_when_decided"),
    ],
)
def test_database_refuses_a_dispute_that_cannot_be(
    attempt: PaymentAttempt, change: dict[str, Any], sentence: str
) -> None:
    dispute = Dispute.objects.create(
        order=attempt.order,
        attempt=attempt,
        stripe_id="dp_1",
        state="needs_response",
        reason="general",
        amount_minor=2300,
        currency="USD",
        opened_at=timezone.now(),
    )

    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(**change)

    dispute.refresh_from_db()
    assert (dispute.state, dispute.closed_at) == ("needs_response", None)

"""Policies: proposed by one, approved by another, never for a day that has begun."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from impact import api
from impact.books.queries import get_balance
from impact.shares import policies
from impact.shares.models import ReserveTopUp, SaleLine, SharePolicy
from impact.shares.services import decisions, reserve
from impact.shares.services.decisions import RefusedError
from impact.shares.services.policies import Rates, propose_share_policy
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.registry import get_renderer
from tests.impact.sales import give_back, sell

pytestmark = pytest.mark.django_db
ANN, BEN = "staff:1", "staff:2"


def soon(days: int = 3) -> date:
    return timezone.now().astimezone(UTC).date() + timedelta(days=days)


def propose(**changes: Any) -> SharePolicy:
    facts = {
        "rates": Rates(
            share_basis_points=5_000, fund_basis_points=8_000, reserve_basis_points=2_000
        ),
        "effective_on": soon(),
        "text": "Half of the markup.",
        "reason": "The board decided so",
        "actor": ANN,
        "now": timezone.now(),
    }
    return propose_share_policy(**{**facts, **changes})


def approve(policy: SharePolicy, actor: str = BEN) -> SharePolicy:
    return decisions.approve(policy, actor=actor, reason="Read", now=timezone.now())


def test_approved_policy_holds_from_its_day_on_and_not_before() -> None:
    policy = approve(propose())
    day = policy.effective_on

    assert policies.get_share_terms(day - timedelta(days=1)).version == 1
    assert policies.get_share_terms(day).version == 2
    at_noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    sell(paid_at=at_noon)
    assert {line.policy_id for line in SaleLine.objects.all()} == {2}


@pytest.mark.parametrize("end", [decisions.reject, decisions.take_back])
def test_proposal_that_ended_has_no_effect(end: Any) -> None:
    policy = propose()
    actor = ANN if end is decisions.take_back else BEN

    end(policy, actor=actor, reason="No", now=timezone.now())

    assert policies.get_share_terms(policy.effective_on).version == 1
    with pytest.raises(RefusedError):
        approve(policy)


def test_nobody_takes_a_colleagues_proposal_back() -> None:
    policy = propose()

    with pytest.raises(RefusedError):
        decisions.take_back(policy, actor=BEN, reason="No", now=timezone.now())

    policy.refresh_from_db()
    assert policy.state == "proposed"


def test_second_approved_policy_for_one_day_is_refused_in_words() -> None:
    first, second = propose(), propose()
    approve(first)

    with pytest.raises(RefusedError, match="Another policy"):
        approve(second)

    second.refresh_from_db()
    assert second.state == "proposed"


UPDATE = "UPDATE shares_sharepolicy SET "
INSERT = """
    INSERT INTO shares_sharepolicy (version, share_basis_points, reserve_basis_points, effective_on,
        text, decision_reason, decided_at, decided_by, proposed_at, proposed_by, reason, state)
    SELECT 3, 10000, 0, '2026-01-01', 'x', 'x', now(), 'staff:2', now(), 'staff:1', 'x', 'approved'
"""
APPROVE = (
    UPDATE + "state = 'approved', decided_by = 'staff:2', decision_reason = 'x', decided_at = "
)


@pytest.mark.parametrize(
    ("attack", "name"),
    [
        (APPROVE.replace("staff:2", "staff:1") + "now()", "approved_by_another_person"),
        (UPDATE + "share_basis_points = 1", "is_decided_once"),
        (UPDATE + "proposed_by = 'staff:9'", "is_decided_once"),
        (
            UPDATE + "effective_on = current_date",
            "is_decided_once",
        ),
        ("DELETE FROM shares_sharepolicy WHERE version = 2", "is_never_deleted"),
        (
            INSERT,
            "begins_as_a_proposal",
        ),
        (UPDATE + "state = 'approved' WHERE version = 2", "decided_by_somebody"),
    ],
)
def test_database_refuses_every_other_way(attack: str, name: str) -> None:
    propose()
    before = list(SharePolicy.objects.order_by("pk").values())

    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            attack if " WHERE " in attack or "INSERT" in attack else f"{attack} WHERE version = 2"
        )

    assert list(SharePolicy.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("column", ["share_basis_points", "reserve_basis_points"])
def test_database_refuses_more_than_the_whole(column: str) -> None:
    rates = {"share_basis_points": 4_000, "reserve_basis_points": 1_000, column: 10_001}

    with pytest.raises(IntegrityError, match="parts_of_a_whole"), transaction.atomic():
        SharePolicy.objects.create(
            version=2,
            effective_on=soon(),
            text="x",
            reason="x",
            proposed_by=ANN,
            proposed_at=timezone.now(),
            **rates,
        )

    assert SharePolicy.objects.count() == 1


def test_policy_whose_day_has_come_while_it_waited_is_refused() -> None:
    """The row goes in below the service, as if it had waited for days."""
    policy = SharePolicy.objects.create(
        version=2,
        share_basis_points=5_000,
        reserve_basis_points=1_000,
        effective_on=soon(0),
        text="x",
        reason="x",
        proposed_by=ANN,
        proposed_at=timezone.now() - timedelta(days=9),
    )

    with pytest.raises(RefusedError, match="within the hour"):
        approve(policy)

    policy.refresh_from_db()
    assert policy.state == "proposed"


def test_quote_asks_the_database_once_a_day_and_process(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    policies.SHARE_SHELF.forget()

    with django_assert_num_queries(1):
        quotes = [api.quote_share(net_unit_minor=1_800, landed_unit_minor=1_320) for _ in range(50)]

    assert {quote.share_minor for quote in quotes} == {192}


def test_what_a_process_read_before_an_approval_stays_true_on_that_day_and_is_not_used_after_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """The cache is filled, then the policy approved: the day of its force is read anew."""
    policies.SHARE_SHELF.forget()
    policies.get_share_terms(soon(0))
    policy = approve(propose(effective_on=soon(2)))

    with django_assert_num_queries(0):
        assert policies.get_share_terms(soon(0)).version == 1
    assert policies.get_share_terms(policy.effective_on).version == 2


def test_control_a_shelf_that_trusts_itself_for_later_days_is_stale() -> None:
    policies.SHARE_SHELF.forget()
    policies.get_share_terms(soon(0))
    policies.SHARE_SHELF.known = (date.max, policies.SHARE_SHELF.known[1])
    policy = approve(propose(effective_on=soon(2)))

    assert policies.get_share_terms(policy.effective_on).version == 1


def test_low_reserve_is_told_to_finance_once_and_ends(settings: Any) -> None:
    settings.RETURN_WINDOW_DAYS = 0
    now = timezone.now()
    reserve.set_target(target_minor=1_000, effective_on=now.date(), reason="x", actor=ANN, now=now)

    raised = reserve.watch_reserve(now=now)
    again = reserve.watch_reserve(now=now)
    mail = get_renderer("reserve_alert")(str(raised[0].pk))
    top_up = reserve.propose_top_up(amount_minor=1_000, reason="x", actor=ANN, now=now)
    reserve.approve_top_up(top_up, actor=BEN, reason="x", now=now)
    reserve.watch_reserve(now=now)

    assert ([alert.kind for alert in raised], again) == (["below_target"], [])
    assert OutboxMessage.objects.filter(kind="reserve_alert").count() == 1
    assert (mail.to, "$10.00" in mail.text) == (settings.FINANCE_MAIL, True)
    raised[0].refresh_from_db()
    assert raised[0].ended_at == now


def test_negative_reserve_raises_its_own_alert(settings: Any) -> None:
    from impact.shares.services.maturity import mature_shares
    from tests.impact.sales import NOON

    settings.RETURN_WINDOW_DAYS = 0
    sell()
    mature_shares(now=NOON)
    give_back(pieces=2)

    raised = reserve.watch_reserve(now=timezone.now())

    assert {alert.kind for alert in raised} == {"negative", "below_target"}


def test_top_up_approved_by_its_proposer_is_refused_by_the_database_too() -> None:
    top_up = reserve.propose_top_up(amount_minor=5, reason="x", actor=ANN, now=timezone.now())

    with pytest.raises(IntegrityError, match="another_person"), transaction.atomic():
        ReserveTopUp.objects.filter(pk=top_up.pk).update(
            state="approved", decided_by=ANN, decided_at=timezone.now(), decision_reason="x"
        )

    top_up.refresh_from_db()
    assert (top_up.state, get_balance("reserve")) == ("proposed", 0)

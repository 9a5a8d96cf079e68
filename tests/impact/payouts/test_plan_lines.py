"""A draw cites a line of her plan in force, and no more than the line's budget is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from impact.payouts.models import DrawRequest
from impact.payouts.queries import LineBudget, find_line_budget
from impact.payouts.refusals import DrawNotReadyError
from impact.payouts.services import draws, progress
from tests.impact.payouts import builders
from tests.impact.payouts.by_sql import Path, find_refusal
from tests.impact.payouts.test_payout_races import run_at_once

LINE = "Scissors"


def ask_line(provider: object, amount_minor: int) -> DrawRequest:
    """Ask for money of the line, by the service alone."""
    wish = draws.Wish(
        account_code=builders.CODE,
        plan_line=LINE,
        provider=provider,
        amount_minor=amount_minor,
        reason="As planned.",
    )
    now = timezone.now()
    return draws.request_draw(wish=wish, actor=builders.REQUESTER, now=now)


@pytest.mark.django_db
@pytest.mark.usefixtures("account")
class TestBudgets:
    def test_line_that_stands_in_no_plan_is_refused(self) -> None:
        provider = builders.make_provider()

        with pytest.raises(DrawNotReadyError, match="no line of these words"):
            ask_line(provider, 1_000)

        assert DrawRequest.objects.count() == 0

    def test_draws_share_the_budget_of_their_line(self) -> None:
        provider = builders.make_provider()
        builders.keep_plan(builders.CODE, LINE, budget_minor=2_500)
        ask_line(provider, 1_000)
        ask_line(provider, 1_500)

        with pytest.raises(DrawNotReadyError, match="not as much of its budget left"):
            ask_line(provider, 1)

        assert DrawRequest.objects.count() == 2

    def test_what_is_left_of_a_line_is_what_may_be_asked_for(self) -> None:
        provider = builders.make_provider()
        builders.keep_plan(builders.CODE, LINE, budget_minor=2_500)
        closed = ask_line(provider, 600)
        draws.close_draw(
            draw_id=closed.pk,
            kind="rejected",
            actor=builders.APPROVER,
            reason="No.",
            now=timezone.now(),
        )
        ask_line(provider, 1_000)

        found = find_line_budget(account_code=builders.CODE, plan_line=LINE)

        assert found == LineBudget(budget_minor=2_500, left_minor=1_500)
        ask_line(provider, found.left_minor)
        assert find_line_budget(account_code=builders.CODE, plan_line="Other") is None

    def test_closed_draw_and_voided_payout_give_their_budget_back(self) -> None:
        provider = builders.make_provider()
        builders.keep_plan(builders.CODE, LINE, budget_minor=1_000)
        first = ask_line(provider, 1_000)
        draws.close_draw(
            draw_id=first.pk,
            kind="cancelled",
            actor=builders.REQUESTER,
            reason="Not now.",
            now=first.requested_at,
        )
        second = ask_line(provider, 1_000)
        builders.approve_draw(second)
        builders.confirm_draw(second)
        payout = builders.release_draw(second)
        progress.void_payout(
            payout_uid=payout.uid, reason="Never sent.", actor="staff:2", now=first.requested_at
        )

        third = ask_line(provider, 1_000)

        assert third.state == "requested"

    def test_payment_that_came_back_gives_its_budget_back(self) -> None:
        provider = builders.make_provider()
        builders.keep_plan(builders.CODE, LINE, budget_minor=1_000)
        first = ask_line(provider, 1_000)
        builders.approve_draw(first)
        builders.confirm_draw(first)
        payout = builders.settle_payout(builders.send_payout(builders.release_draw(first)))
        with pytest.raises(DrawNotReadyError, match="not as much of its budget left"):
            ask_line(provider, 1_000)

        builders.return_payout(payout)

        assert ask_line(provider, 1_000).state == "requested"

    def test_database_refuses_what_the_plan_does_not_hold(self) -> None:
        provider = builders.make_provider()
        builders.keep_plan(builders.CODE, LINE)

        refusal = find_refusal(Path(provider=provider).ask_and_approve)

        assert refusal == "draw_cites_a_line_of_her_plan"
        assert DrawRequest.objects.count() == 0


@contextmanager
def without_guard() -> Iterator[None]:
    """Take off the rule that a line's budget is not overdrawn."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'payouts_drawrequest'::regclass"
            " AND tgname LIKE 'pgtrigger_draw_cites_a_line%'"
        )
        (trigger,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE payouts_drawrequest DISABLE TRIGGER {trigger}")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE payouts_drawrequest ENABLE TRIGGER {trigger}")


def ask_twenty_at_once() -> int:
    """Let twenty ask for 1,000 of a budget of 2,500; return how many stand."""
    builders.fill_account()
    provider = builders.make_provider()
    builders.keep_plan(builders.CODE, LINE, budget_minor=2_500)
    run_at_once(lambda _place: ask_line(provider, 1_000))
    return DrawRequest.objects.count()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_do_not_overdraw_the_line() -> None:
    assert ask_twenty_at_once() == 2


@pytest.mark.django_db(transaction=True)
def test_control_twenty_overdraw_the_line_without_the_guard() -> None:
    with without_guard():
        assert ask_twenty_at_once() == 20

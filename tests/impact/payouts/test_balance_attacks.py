"""Past every service, by plain SQL: the database itself keeps a balance where it is."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from impact.books import queries as books
from impact.payouts.models import BalanceRelease
from tests.impact.payouts import builders
from tests.impact.payouts.by_sql import ask, find_refusal, run
from tests.impact.payouts.leaving import (
    FUND,
    HERS,
    LEFT_WITH,
    agree,
    leave,
    propose,
    release_whole,
)

pytestmark = pytest.mark.django_db
ADD = """
INSERT INTO payouts_balancerelease (uid, account_id, reason, proposed_by, proposed_at, state,
    closed_by, closing_reason, amount_minor, ended_at)
VALUES (%s, %s, 'Mine.', 'staff:1', now(), %s, '', '', NULL, NULL)
"""
AGREE = """
INSERT INTO payouts_balanceapproval (release_id, approved_by, reason, at)
VALUES (%s, %s, 'Yes.', now())
"""
RELEASE = """
UPDATE payouts_balancerelease
   SET state = 'released', amount_minor = %s, entry_id = %s, ended_at = now() WHERE id = %s
"""
POST = """
SELECT entry_id FROM books_post(jsonb_build_array(jsonb_build_object(
    'kind', 'balance-release', 'key', %s::text, 'effective_on', current_date,
    'lines', jsonb_build_array(jsonb_build_array(%s::text, %s::bigint),
                               jsonb_build_array(%s::text, -%s::bigint)),
    'reference', '', 'actor', 'attacker', 'currency', 'USD', 'reverses', null, 'resolves', null)))
"""


def move(
    release: BalanceRelease, amount: int, *, source: str = HERS, to: str = FUND, key: str = ""
) -> None:
    """Post an amount and say that the release moved it."""
    entry = ask(POST, key or f"balance-release:{release.uid}", source, amount, to, amount)
    run(RELEASE, amount, entry, release.pk)


def test_release_is_written_as_a_proposal_first() -> None:
    account = leave()

    refusal = find_refusal(lambda: run(ADD, str(uuid.uuid4()), account.pk, "released"))

    assert refusal == "balance_release_begins_as_a_proposal"


@pytest.mark.parametrize("agreed", [(), ("staff:2",)])
def test_fewer_than_two_others_release_nothing(agreed: tuple[str, ...]) -> None:
    leave()
    release = propose()
    for actor in agreed:
        agree(release, actor)

    assert find_refusal(lambda: move(release, LEFT_WITH)) == "balance_is_released_by_two_others"
    assert books.get_balances(codes=[HERS, FUND]) == {HERS: LEFT_WITH, FUND: 0}


def test_proposer_and_one_person_twice_are_not_two_others() -> None:
    leave()
    release = propose()
    agree(release)

    answers = [
        find_refusal(lambda actor=actor: run(AGREE, release.pk, actor))
        for actor in ("staff:1", "staff:2", "ghost", "staff:3")
    ]

    assert answers == [
        "balance_approver_is_not_the_proposer",
        "balance_release_is_approved_once_by_each",
        "balance_release_is_approved_by_a_person_for_a_reason",
        "paid",
    ]


@pytest.fixture
def agreed() -> BalanceRelease:
    """A release to which two others have agreed, written past the service."""
    leave()
    release = propose()
    agree(release)
    run(AGREE, release.pk, "staff:3")
    return release


def test_released_amount_is_the_whole_balance_in_the_books(agreed: BalanceRelease) -> None:
    answers = [
        find_refusal(lambda: move(agreed, LEFT_WITH - 1)),
        find_refusal(lambda: move(agreed, LEFT_WITH, to="general")),
        find_refusal(lambda: move(agreed, LEFT_WITH, key="balance-release:other")),
        find_refusal(lambda: run(RELEASE, LEFT_WITH, None, agreed.pk)),
        find_refusal(lambda: move(agreed, LEFT_WITH)),
    ]

    assert answers == ["whole_balance_moves_in_the_books"] * 4 + ["paid"]


def test_her_return_is_asked_when_the_money_moves(agreed: BalanceRelease) -> None:
    def come_back() -> None:
        run(
            'INSERT INTO participants_statuschange (account_id, from_status, to_status, "on",'
            " reason, changed_by, at) VALUES (%s, 'left', 'active', current_date, 'Back.',"
            " 'staff:9', now())",
            agreed.account_id,
        )
        move(agreed, LEFT_WITH)

    assert find_refusal(come_back) == "balance_is_of_somebody_who_left"


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE payouts_balancerelease SET reason = 'Else.' WHERE id = %s",
        "UPDATE payouts_balancerelease SET proposed_by = 'staff:7' WHERE id = %s",
        "UPDATE payouts_balancerelease SET proposed_at = now() WHERE id = %s",
        "DELETE FROM payouts_balancerelease WHERE id = %s",
        "UPDATE payouts_balanceapproval SET approved_by = 'staff:7' WHERE release_id = %s",
        "DELETE FROM payouts_balanceapproval WHERE release_id = %s",
    ],
)
def test_what_was_written_stays(agreed: BalanceRelease, edit: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        run(edit, agreed.pk)

    agreed.refresh_from_db()
    assert (agreed.reason, agreed.proposed_by) == ("Asked for twice.", builders.REQUESTER)
    assert agreed.approvals.count() == 2


def test_released_balance_is_not_decided_again() -> None:
    leave()
    release = release_whole(propose())

    refusal = find_refusal(
        lambda: run("UPDATE payouts_balancerelease SET ended_at = now() WHERE id = %s", release.pk)
    )

    assert refusal == "balance_release_is_decided_once"
    release.refresh_from_db()
    assert release.ended_at < timezone.now()

"""An entry is undone by two people, once, and never below what an account holds."""

# ruff: noqa: PT012 - refusals in two steps

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from impact.books import queries
from impact.books import services as books
from impact.books.models import Correction, Entry, Line

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
ANNA, BEN = "staff:1", "staff:2"


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def transfer(key: str, amount: int, **more: object) -> books.Posted:
    posting = {
        "kind": "test",
        "key": key,
        "effective_on": date(2026, 3, 2),
        "reference": "R1",
        "lines": [("cash", amount), ("hers", -amount)],
    }
    return books.post(books.Posting(**{**posting, **more}))


def propose(key: str = "wrong") -> Correction:
    return books.propose_reversal(entry_key=key, reason="typed twice", actor=ANNA, now=NOW)


def approve(correction: Correction, actor: str = BEN) -> books.Posted:
    return books.approve_reversal(correction_id=correction.pk, actor=actor, now=NOW)


def photograph() -> tuple[object, ...]:
    rows = (Entry, Line, Correction)
    return (
        *(list(model.objects.order_by("pk").values()) for model in rows),
        queries.get_balance("hers"),
    )


@pytest.fixture(autouse=True)
def _books(db: None) -> None:
    books.open_account(code="cash", kind="asset", slots=16)
    books.open_account(code="hers", kind="liability", floor_minor=0)
    transfer("wrong", 1_000)


def test_reversal_is_a_new_entry_with_the_opposite_lines() -> None:
    correction = propose()

    posted = approve(correction)

    made = Entry.objects.get(pk=posted.entry_id)
    correction.refresh_from_db()
    facts = (made.key, made.kind, made.reference, made.actor, made.effective_on, made.reverses.key)
    assert facts == ("reverse:wrong", "reversal", "R1", BEN, NOW.date(), "wrong")
    assert [line.amount_minor for line in made.lines.order_by("number")] == [-1_000, 1_000]
    assert (correction.made_id, correction.approved_by) == (made.pk, BEN)
    assert queries.get_balances(codes=["cash", "hers"]) == {"cash": 0, "hers": 0}
    run("SET CONSTRAINTS ALL IMMEDIATE")
    assert queries.list_faults() == []


def test_proposal_moves_nothing() -> None:
    propose()

    assert queries.get_balance("hers") == 1_000


def test_proposer_may_not_approve() -> None:
    correction = propose()
    before = photograph()

    with pytest.raises(books.SamePersonError):
        approve(correction, ANNA)

    assert photograph() == before


def test_database_refuses_the_proposers_approval_too() -> None:
    correction = propose()
    before = photograph()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Correction.objects.filter(pk=correction.pk).update(
            approved_by=ANNA, approved_at=NOW, made_id=correction.entry_id
        )

    assert refusal.value.__cause__.diag.constraint_name == "correction_is_approved_by_another"
    assert photograph() == before


def test_reversal_that_would_overdraw_is_refused_in_words() -> None:
    transfer("spent", -600)
    correction = propose()
    before = photograph()

    with pytest.raises(books.OverdrawnError, match="hold that much"), transaction.atomic():
        approve(correction)

    assert photograph() == before


def test_second_proposal_for_one_entry_is_refused() -> None:
    propose()
    before = photograph()

    with pytest.raises(books.AlreadyUndoneError, match="waits"):
        propose()

    assert photograph() == before


def test_undone_entry_cannot_be_undone_again() -> None:
    approve(propose())
    before = photograph()

    with pytest.raises(books.AlreadyUndoneError):
        propose()

    assert photograph() == before


@pytest.mark.parametrize("again", ["approve", "reject"])
def test_decided_correction_stays_decided(again: str) -> None:
    correction = propose()
    approve(correction)
    before = photograph()

    with pytest.raises(books.AlreadyDecidedError):
        if again == "approve":
            approve(correction)
        else:
            books.reject_reversal(correction_id=correction.pk, actor=BEN, reason="no", now=NOW)

    assert photograph() == before


def test_rejected_entry_may_be_proposed_anew() -> None:
    books.reject_reversal(correction_id=propose().pk, actor=BEN, reason="it is right", now=NOW)

    approve(propose())

    assert queries.get_balance("hers") == 0


@pytest.mark.parametrize("reason", ["", "  "])
def test_reason_is_asked_for(reason: str) -> None:
    before = photograph()

    with pytest.raises(books.NoReasonError):
        books.propose_reversal(entry_key="wrong", reason=reason, actor=ANNA, now=NOW)

    assert photograph() == before


def test_reversal_without_two_people_is_refused_by_the_database() -> None:
    first = Entry.objects.get(key="wrong").pk
    before = photograph()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        transfer("undo", -1_000, reverses=first)
        run("SET CONSTRAINTS ALL IMMEDIATE")

    assert refusal.value.__cause__.diag.constraint_name == "reversal_has_two_people_behind_it"
    assert photograph() == before


@pytest.mark.parametrize(
    ("attack", "constraint"),
    [
        ("DELETE FROM books_correction", "correction_is_never_deleted"),
        ("UPDATE books_correction SET reason = 'another'", "correction_is_decided_once"),
        ("UPDATE books_correction SET approved_by = 'staff:3'", "correction_is_decided_once"),
        ("TRUNCATE books_correction", "correction_is_never_emptied"),
    ],
)
def test_decided_correction_is_final(attack: str, constraint: str) -> None:
    approve(propose())
    run("SET CONSTRAINTS ALL IMMEDIATE")
    before = photograph()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        run(attack)

    assert refusal.value.__cause__.diag.constraint_name == constraint
    assert photograph() == before


@pytest.mark.django_db(transaction=True)
def test_eight_approvals_at_once_make_one_reversal() -> None:
    correction = propose()
    ends: list[str] = []

    def press(number: int) -> None:
        try:
            approve(correction, f"staff:{number}")
            ends.append("posted")
        except books.AlreadyDecidedError:
            ends.append("decided")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(2, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ends) == ["decided"] * 7 + ["posted"]
    assert Entry.objects.filter(kind="reversal").count() == 1


def test_step_of_a_payment_is_not_undone_by_a_correction() -> None:
    books.open_account(code="committed:x", kind="liability")
    books.open_account(code="training:x", kind="liability")
    hold = books.post(
        books.Posting(
            kind="payout-hold",
            key="payout:x:hold",
            effective_on=NOW.date(),
            lines=[("training:x", 5), ("committed:x", -5)],
        )
    )

    with pytest.raises(books.BoundEntryError):
        books.propose_reversal(entry_key=hold.key, reason="again", actor="staff:1", now=NOW)

    assert not Correction.objects.exists()

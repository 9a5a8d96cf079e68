"""Every committed entry gets a place in the log, once, whatever the order of the commits."""

from threading import Event, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from impact.books import services as books
from impact.books.models import Entry
from impact.proofs.models import Leaf, LogSecret
from impact.proofs.services import sealing
from impact.proofs.services.sealing import seal_entries
from tests.impact.sales import NOON, sell

ADD_LEAVES = (
    "INSERT INTO proofs_leaf (position, data, sealed_at) SELECT p, '', now() FROM unnest({}) AS p"
)


def post(key: str, *, source: str = "sales", target: str = "clearing:orders") -> books.Posted:
    return books.post(
        books.Posting(
            kind="test",
            key=key,
            effective_on=NOON.date(),
            lines=[(source, -100), (target, 100)],
        )
    )


def list_sealed() -> list[str]:
    return list(Leaf.objects.order_by("position").values_list("entry__key", flat=True))


@pytest.mark.django_db
def test_sealing_gives_each_entry_the_next_place_once() -> None:
    sell("N-1")
    sell("N-2")

    sealed = [seal_entries(now=NOON), seal_entries(now=NOON)]
    sell("N-3")
    sealed.append(seal_entries(now=NOON))

    assert sealed == [2, 0, 1]
    assert list_sealed() == ["sale:N-1", "sale:N-2", "sale:N-3"]
    assert list(Leaf.objects.order_by("position").values_list("position", flat=True)) == [0, 1, 2]


@pytest.mark.django_db
def test_sealing_stops_at_the_limit_and_goes_on_from_there() -> None:
    for number in range(5):
        post(f"test:{number}")

    assert [seal_entries(limit=2, now=NOON) for _time in range(4)] == [2, 2, 1, 0]
    assert list_sealed() == [f"test:{number}" for number in range(5)]


@pytest.mark.django_db
def test_leaves_of_the_same_facts_look_nothing_alike() -> None:
    for number in range(3):
        post(f"test:{number}")

    seal_entries(now=NOON)

    assert len({bytes(leaf.data) for leaf in Leaf.objects.all()}) == 3
    secret = LogSecret.objects.first()
    assert len(bytes(secret.sealed)) > 32  # encrypted, never bare


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("attack", "constraint"),
    [
        ("UPDATE proofs_leaf SET data = ''", "leaf_rows_are_final"),
        ("DELETE FROM proofs_leaf", "leaf_rows_are_final"),
        ("TRUNCATE proofs_leaf CASCADE", "leaf_is_never_emptied"),
        ("UPDATE proofs_logsecret SET sealed = ''", "log_secret_is_never_changed"),
        (
            ADD_LEAVES.format("ARRAY[7]"),
            "leaf_takes_the_next_place",
        ),
        (
            ADD_LEAVES.format("ARRAY[1, 3]"),
            "leaf_takes_the_next_place",
        ),
    ],
)
def test_log_refuses(attack: str, constraint: str) -> None:
    post("test:1")
    seal_entries(now=NOON)
    before = list(Leaf.objects.order_by("pk").values())

    with (
        pytest.raises(IntegrityError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)

    assert refusal.value.__cause__.diag.constraint_name == constraint
    assert list(Leaf.objects.order_by("pk").values()) == before


def commit_late(posted: Event, go: Event) -> None:
    """Post an entry, and commit it only when told."""
    try:
        with transaction.atomic():
            post("late", source="gifts", target="clearing:gifts")  # waits for nobody's balance
            posted.set()
            go.wait(timeout=60)
    finally:
        connection.close()


def seal_around_a_late_commit() -> tuple[list[str], int]:
    """Seal while an entry with a lower id is not yet committed, and again after it was."""
    posted, go = Event(), Event()
    thread = Thread(target=commit_late, args=(posted, go))
    thread.start()
    posted.wait(timeout=60)
    post("early")
    seal_entries(now=NOON)
    go.set()
    thread.join(timeout=60)
    seal_entries(now=NOON)
    ids = dict(Entry.objects.values_list("key", "pk"))
    return list_sealed(), ids["early"] - ids["late"]


@pytest.mark.django_db(transaction=True)
def test_entry_that_commits_late_is_sealed_all_the_same() -> None:
    sealed, distance = seal_around_a_late_commit()

    assert distance > 0
    assert sealed == ["early", "late"]


@pytest.mark.django_db(transaction=True)
def test_control_a_mark_on_ids_forgets_the_late_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sealing,
        "FIND_UNSEALED",
        "SELECT id, line_count FROM books_entry"
        " WHERE id > (SELECT coalesce(max(entry_id), 0) FROM proofs_leaf) ORDER BY id LIMIT %s",
    )

    sealed, distance = seal_around_a_late_commit()

    assert distance > 0
    assert sealed == ["early"]


def seal_twice_at_once(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Seal in two connections, the second beginning while the first is at its work."""
    started, go, answers = Event(), Event(), []
    seal = sealing._seal

    def linger(*args: object) -> int:
        first = not started.is_set()
        started.set()
        if first:
            go.wait(timeout=60)
        return seal(*args)

    monkeypatch.setattr(sealing, "_seal", linger)

    def run() -> None:
        try:
            answers.append(seal_entries(now=NOON))
        except IntegrityError as refusal:
            answers.append(type(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run), Thread(target=run)]
    threads[0].start()
    started.wait(timeout=60)
    threads[1].start()
    threads[1].join(timeout=60)
    go.set()
    threads[0].join(timeout=60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    post("test:1")

    assert seal_twice_at_once(monkeypatch) == [0, 1]
    assert list_sealed() == ["test:1"]


@pytest.mark.django_db(transaction=True)
def test_control_two_sealers_without_the_lock_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    post("test:1")
    monkeypatch.setattr(sealing, "_take_turn", lambda: True)

    assert seal_twice_at_once(monkeypatch) == [1, IntegrityError]

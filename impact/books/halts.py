"""Halts: while one is open no money leaves, and public pages say that figures are under review."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import connection, transaction

from impact.books.models import Halt

BROKEN_BOOKS = "broken books"
"""The nightly proof found that the books do not add up, or that somebody changed them."""
OPEN_DIFFERENCE = "open difference"
"""Reconciliation found a difference that nobody has resolved."""

LOOK_TIMEOUT = "50s"
"""How long a look at the cause may take while somebody waits for the page."""
HALT_LOCK = 7_103
"""The first number of the advisory locks, one for each cause; nothing else takes them."""
TOLD = 3
"""How many of the reasons are told to who would lift too early."""

_watchers: dict[str, list[Callable[[], Sequence[str]]]] = defaultdict(list)


class PayoutsHaltedError(Exception):
    """No money may leave while the books are under review; nothing was changed."""


class StillBrokenError(Exception):
    """The reason for the halt is still there; it was not lifted."""


def watch_cause(cause: str, find_reasons: Callable[[], Sequence[str]]) -> None:
    """Let a room say, when its app is ready, how to tell whether a cause still stands.

    `find_reasons` returns the reasons in words, none when the cause is gone.
    """
    _watchers[cause].append(find_reasons)


def find_halts() -> list[Halt]:
    """Return the open halts, oldest first; none when money may leave."""
    return list(Halt.objects.filter(lifted_at__isnull=True).order_by("pk"))


def lock_cause(cause: str) -> None:
    """Let whoever else raises or lifts halts of a cause wait until this transaction ends.

    Taken before the cause is looked at: a halt is never lifted by somebody who looked while another
    was about to write down a new reason.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [HALT_LOCK, cause])


@transaction.atomic
def raise_halt(*, cause: str, words: Sequence[str], now: datetime) -> None:
    """Open a halt, or bring the words of the open one up to date. Safe to call again."""
    lock_cause(cause)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO books_halt (cause, words, raised_at, lifted_by, lifting_reason)
            VALUES (%s, %s, %s, '', '')
            ON CONFLICT (cause) WHERE lifted_at IS NULL DO UPDATE SET words = excluded.words
            """,
            [cause, "\n".join(words), now],
        )


@transaction.atomic
def check_cause(*, cause: str, now: datetime) -> list[str]:
    """Look at a cause, however long it takes; open its halt when it stands, and return why.

    A halt that is open stays open when nothing is found any more: a person lifts it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    reasons = [words for find in _watchers[cause] for words in find()]
    if reasons:
        raise_halt(cause=cause, words=reasons, now=now)
    return reasons


@transaction.atomic
def lift_halt(*, halt_id: int, actor: str, reason: str, now: datetime) -> bool:
    """Lift a halt and keep who did it and why; return False when it was lifted before.

    Looks at the cause again first and raises `StillBrokenError`, nothing changed, while it stands.
    """
    halt = Halt.objects.filter(pk=halt_id, lifted_at__isnull=True).first()
    if halt is None:
        return False
    lock_cause(halt.cause)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [LOOK_TIMEOUT])
    if reasons := [words for find in _watchers[halt.cause] for words in find()]:
        message = f"Not lifted, as it still stands: {' '.join(reasons[:TOLD])}"
        raise StillBrokenError(message)
    open_halts = Halt.objects.filter(pk=halt_id, lifted_at__isnull=True)
    return bool(open_halts.update(lifted_at=now, lifted_by=actor, lifting_reason=reason))


def refuse_while_halted() -> None:
    """Raise `PayoutsHaltedError` with the causes while a halt is open."""
    if causes := [halt.cause for halt in find_halts()]:
        raise PayoutsHaltedError(f"Payouts are stopped: {', '.join(causes)}.")

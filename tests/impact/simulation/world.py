"""One run: a database of its own, the clients, and somebody who ends their connections."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event

import psycopg2
from django.db import InterfaceError, OperationalError, connection
from django.test import override_settings

from impact.books import services as books
from impact.books.models import Entry
from impact.participants.services import open_training_account
from tests.impact.simulation.clients import RETURN_WINDOW_DAYS, START, Told, do_all
from tests.impact.simulation.invariants import list_violations
from tests.impact.simulation.plan import ACCOUNTS, CLIENTS, GIFT_MINOR, Plan

END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
     WHERE datname = %s AND backend_type = 'client backend'
"""
END_ONE = """
    SELECT pg_terminate_backend(pid)
      FROM (SELECT pid FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
               AND backend_type = 'client backend'
             ORDER BY random() LIMIT 1) AS chosen
"""


@dataclass
class Outcome:
    """What a run did and what it broke."""

    seed: int
    entries: int
    rounds: int
    acts: int
    answers: dict[str, int]
    breaks: int
    violations: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Say it in one line."""
        told = ", ".join(f"{count} {answer}" for answer, count in sorted(self.answers.items()))
        return (
            f"seed {self.seed}: {self.entries} entries, {self.acts} acts in {self.rounds} rounds"
            f" ({told}), {self.breaks} broken connections, {len(self.violations)} violations"
        )


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Work in a fresh copy of the connection's database; afterwards it is gone.

    PostgreSQL copies no database that somebody is connected to, and a thread of an earlier test
    may have left its connection to the garbage collector.
    """
    original = connection.settings_dict["NAME"]
    connection.close()
    with _on("postgres") as cursor:
        cursor.execute(END_OTHERS, [original])
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        with _on("postgres") as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _on(database: str) -> Iterator["psycopg2.extensions.cursor"]:
    """Give a cursor that commits each statement, on a line apart from Django's."""
    facts = connection.settings_dict
    line = psycopg2.connect(
        dbname=database,
        user=facts["USER"],
        host=facts["HOST"],
        password=facts["PASSWORD"],
        port=facts["PORT"] or None,
    )
    line.autocommit = True
    try:
        with line.cursor() as cursor:
            yield cursor
    finally:
        line.close()


def end_connections(seed: int, stop: Event) -> None:
    """End one busy connection after another, at moments drawn from the seed."""
    dice = Random(seed)
    with _on(connection.settings_dict["NAME"]) as cursor:
        while not stop.is_set():
            time.sleep(dice.uniform(0.02, 0.2))
            cursor.execute(END_ONE)


def run(
    *, seed: int, entries: int, most_seconds: float = 3_600, breaks_lines: bool = True
) -> Outcome:
    """Let the clients act until there are so many entries, then check every invariant."""
    logging.getLogger("impact.shares").setLevel(logging.ERROR)  # lines below cost are meant here
    _open_books()
    told: list[Told] = []
    rounds, stop, until = 0, Event(), time.monotonic() + most_seconds
    with (
        override_settings(RETURN_WINDOW_DAYS=RETURN_WINDOW_DAYS),
        ThreadPoolExecutor(CLIENTS) as crowd,
        ThreadPoolExecutor(1) as aside,
    ):
        ending = aside.submit(end_connections, seed, stop) if breaks_lines else None
        try:
            for queues in Plan(seed=seed).rounds():
                told += [one for answers in crowd.map(do_all, queues) for one in answers]
                rounds += 1
                if time.monotonic() > until or _count_entries() >= entries:
                    break
        finally:
            stop.set()
            if ending:
                ending.result()
    return Outcome(
        seed=seed,
        entries=_count_entries(),
        rounds=rounds,
        acts=len(told),
        answers={
            answer: sum(one.answer == answer for one in told) for answer in {t.answer for t in told}
        },
        breaks=sum(one.breaks for one in told),
        violations=list_violations(told),
    )


def _open_books() -> None:
    for number, code in enumerate(ACCOUNTS):
        open_training_account(code=code, pseudonym=f"Leaf {number}", opened_on=START.date())
        books.open_account(code=f"committed:{code}", kind="liability", floor_minor=0)
    lines = [("clearing:gifts", GIFT_MINOR), ("fund:training:available", -GIFT_MINOR)]
    books.post(books.Posting(kind="gift", key="gift:first", effective_on=START.date(), lines=lines))


def _count_entries() -> int:
    """Count the entries, again when this connection was the one to be ended."""
    while True:
        try:
            return Entry.objects.count()
        except (OperationalError, InterfaceError):
            connection.close()

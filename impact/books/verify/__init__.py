"""The proof of the books: whatever was changed behind the guards' back is named in words.

All of it is SQL over the tables as they are, so that a million lines take seconds and no memory
here. The log outside the database finds what somebody changed consistently everywhere.
"""

from collections.abc import Iterator

from django.db import connection, transaction

from impact.books.verify.decisions import DECISION_PROOFS
from impact.books.verify.ledger import LEDGER_PROOFS
from impact.books.verify.rules import list_rule_faults

MOST_OF_A_KIND = 200
"""Faults of one kind that are named; the rest is counted."""
FAULTS = "SELECT *, count(*) OVER () FROM ({query}) AS fault LIMIT %s"


@transaction.atomic
def list_faults() -> list[str]:
    """Return in words whatever in the books does not add up; an empty list is the proof.

    Recomputes balances, running balances, sums and fingerprints from the lines, compares closed
    periods with their snapshots and corrections with their entries, and looks whether every guard
    is still in its place. About 20 seconds and 64 MB in the database for a million lines; the
    caller sets how long a statement may take.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
    return [*list_rule_faults(), *_prove(LEDGER_PROOFS), *_prove(DECISION_PROOFS)]


def _prove(proofs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for words, query in proofs:
        with connection.cursor() as cursor:
            cursor.execute(FAULTS.format(query=query), [MOST_OF_A_KIND])
            rows = cursor.fetchall()
        yield from (words.format(*row) for row in rows)
        if rows and (more := rows[0][-1] - len(rows)):
            yield f"And {more} more like the last."

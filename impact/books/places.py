"""Places in an account's chains of lines: where a page of its statement begins and ends.

The lines of each slot are numbered 1, 2, 3 … without a gap, so a place is found by the index, and
a moment by halving: as fast in a million lines as in a thousand.
"""

import re
from datetime import datetime
from operator import le

from django.db import connection

from impact.books.models import Account, Balance

Places = tuple[int, ...]
"""How many lines of each slot lie at or below a moment in an account's history."""

WRITTEN = re.compile(r"\d{1,18}(\.\d{1,18})*", re.ASCII)


def find_newest_places(account: Account) -> Places:
    """Return the places of the latest line of each slot."""
    counts = dict(Balance.objects.filter(account=account).values_list("slot", "line_count"))
    return tuple(counts.get(slot, 0) for slot in range(account.slots))


def find_places_before(account: Account, moment: datetime) -> Places:
    """Return the places of the last lines posted before the moment, by halving each chain."""
    with connection.cursor() as cursor:
        cursor.execute(HALVING, {"account": account.pk, "slots": account.slots, "moment": moment})
        found = dict(cursor.fetchall())
    return tuple(found.get(slot, 0) for slot in range(account.slots))


HALVING = """
    WITH RECURSIVE search (slot, low, high) AS (
        SELECT slot::integer, 0::bigint, line_count
          FROM books_balance WHERE account_id = %(account)s
        UNION ALL
        SELECT search.slot,
               CASE WHEN entry.posted_at < %(moment)s THEN half.place ELSE search.low END,
               CASE WHEN entry.posted_at < %(moment)s THEN search.high ELSE half.place - 1 END
          FROM search
         CROSS JOIN LATERAL (SELECT (search.low + search.high + 1) / 2 AS place) AS half
          JOIN books_line AS line
            ON line.account_id = %(account)s
           AND line.account_sequence = half.place * %(slots)s + search.slot
          JOIN books_entry AS entry ON entry.id = line.entry_id
         WHERE search.low < search.high
    )
    SELECT slot, low FROM search WHERE low = high
"""


def write_places(places: Places) -> str:
    """Return the places as an address carries them."""
    return ".".join(map(str, places))


def read_places(text: str, *, newest: Places, oldest: Places) -> Places | None:
    """Return the places that an address carries; None when they do not fit the account."""
    if not WRITTEN.fullmatch(text):
        return None
    places = tuple(map(int, text.split(".")))
    if len(places) != len(newest):
        return None
    fits = all(map(le, oldest, places)) and all(map(le, places, newest))
    return places if fits else None

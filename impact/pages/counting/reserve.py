"""What the reserve gave for payments that came back: told for eleven accounts at once (rule 23)."""

from collections import Counter
from datetime import datetime

from impact.books.chart import RESERVE
from impact.giving.queries import list_moved_by_payments
from impact.pages.counting.moments import compare
from impact.pages.suppression.following import may_follow


def count_untold(*, before: datetime) -> int:
    """Return by how many cents the reserve grew for payments, and it may not be told yet.

    Below zero when it gave. What it gave is told from the first to the latest at once, whenever
    eleven accounts more stand behind it: each sum told differs from each earlier one by so many.
    """
    told: list[Counter[str]] = [Counter()]
    now: Counter[str] = Counter()
    for one in list_moved_by_payments(account=RESERVE, before=before):
        now[one.account_code] += one.amount_minor
        if all(may_follow(compare(old, now)) for old in told):
            told.append(now.copy())
    return now.total() - told[-1].total()

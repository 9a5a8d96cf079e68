"""What the reserve gave for payments that came back: told for eleven accounts at once (rule 23)."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from impact.books.chart import RESERVE
from impact.giving.queries import MovedByPayment, list_moved_by_payments
from impact.pages.counting.days import list_reserve_told
from impact.pages.counting.moments import compare
from impact.pages.queries import list_own_pages
from impact.pages.suppression.following import may_follow


def read_reserve(*, as_of: datetime) -> tuple[datetime | None, int]:
    """Return of which moment the reserve may speak, and by how many cents it grew since.

    Of payments alone: what else moves it is nobody's. Below zero when it gave.
    """
    moved = list_moved_by_payments(account=RESERVE, before=as_of)
    told = choose_moment(
        moved, as_of=as_of, earlier=[*list_reserve_told(), None], known=list_own_pages()
    )
    return told, _add_up(moved, as_of).total() - _add_up(moved, told).total()


def choose_moment(
    moved: Iterable[MovedByPayment],
    *,
    as_of: datetime,
    earlier: Sequence[datetime | None],
    known: Collection[str],
) -> datetime | None:
    """Return the moment that the reserve may speak of: the present one, or the last that was told.

    What is told differs from all that was told before, `earlier` from the latest on, by what is of
    eleven accounts; so it does without those `known`, whose own amounts their pages tell. None is
    the moment before all payments.
    """
    now = _add_up(moved, as_of)
    changes = [compare(_add_up(moved, one), now) for one in earlier]
    is_new = any(map(any, changes[0].values()))
    return as_of if is_new and all(may_follow(one, known=known) for one in changes) else earlier[0]


def _add_up(moved: Iterable[MovedByPayment], before: datetime | None) -> Counter[str]:
    """Return the cents of each account, by its code."""
    sums: Counter[str] = Counter()
    for one in moved:
        if before is not None and one.posted_at < before:
            sums[one.account_code] += one.amount_minor
    return sums

"""Of which moments a day's figures may speak, after all that was shown before (ADR 0018)."""

from collections.abc import Iterator, Sequence

from impact.pages.counting.basis import Earlier, read_earlier
from impact.pages.counting.days import list_told, read_told
from impact.pages.counting.moments import Told, list_changes
from impact.pages.counting.spending import list_beside
from impact.pages.models import FundBatch
from impact.pages.queries import list_own_pages, list_remembered
from impact.pages.suppression.following import Amounts, may_follow
from impact.payouts.queries import list_uses


def choose_moments(*, batch: FundBatch, last: FundBatch) -> Told:
    """Return of which moments a batch may speak: the newest of which nothing tells of few.

    Both are new, or one of what was credited and what left the accounts, or everything stands as
    it was last shown; so it does when nothing changed.
    """
    stands = read_told(last)
    fresh = Told(
        credited_as_of=batch.as_of, uses_as_of=batch.as_of if batch.is_split else stands.uses_as_of
    )
    if not any(map(any, list_changes(before=stands, now=fresh).values())):
        return stands
    earlier, publications = list_told(), read_earlier(list_remembered())
    known = list_own_pages()
    for told in (
        fresh,
        Told(credited_as_of=fresh.credited_as_of, uses_as_of=stands.uses_as_of),
        Told(credited_as_of=stands.credited_as_of, uses_as_of=fresh.uses_as_of),
    ):
        differences = _list_differences(told, earlier=earlier, publications=publications)
        if all(may_follow(one, known=known) for one in differences):
            return told
    return stands


def _list_differences(
    told: Told, *, earlier: Sequence[Told], publications: Sequence[Earlier]
) -> Iterator[Amounts]:
    """Return whose money lies between these figures and each that was shown."""
    for one in earlier:
        yield list_changes(before=one, now=told)
    if told.uses_as_of is not None:
        uses = list_uses(before=told.uses_as_of)
        for publication in publications:
            yield list_beside(publication.spending, uses)

"""What the reserve tells of payments that came back, each day: of eleven accounts or of nobody."""

from datetime import UTC, datetime, timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from impact.giving.queries import MovedByPayment
from impact.pages.counting.reserve import choose_moment

NOON, DAY = datetime(2026, 3, 2, 12, tzinfo=UTC), timedelta(days=1)
WOMEN = [f"W{number:02}" for number in range(24)]
DAYS = st.lists(
    st.tuples(
        *(st.integers(0, 12), st.integers(0, 14), st.sampled_from([-700, 700])),
        st.sets(st.sampled_from(WOMEN), max_size=2),
    ),
    min_size=1,
    max_size=8,
)
"""The first and the number of those whose payments came back, by how many cents; the new pages."""


def find_changed(
    moved: list[MovedByPayment], since: datetime | None, until: datetime | None
) -> set[str]:
    """Return whose money the reserve tells more or less of at one moment than at another."""
    changes: dict[str, int] = {}
    for one in moved:
        if until and one.posted_at < until and not (since and one.posted_at < since):
            changes[one.account_code] = changes.get(one.account_code, 0) + one.amount_minor
    return {code for code, cents in changes.items() if cents}


@given(DAYS)
def test_no_two_figures_differ_by_few_beside_the_pages_of_single_women(
    days: list[tuple[int, int, int, set[str]]],
) -> None:
    moved: list[MovedByPayment] = []
    told: list[datetime | None] = [None]
    known: set[str] = set()
    for number, (first, count, cents, pages) in enumerate(days):
        known |= pages
        moved += [
            MovedByPayment(account_code=code, posted_at=NOON + number * DAY, amount_minor=cents)
            for code in WOMEN[first : first + count]
        ]
        as_of = NOON + number * DAY + DAY / 2

        shown = choose_moment(moved, as_of=as_of, earlier=told[::-1], known=known)

        if shown != told[-1]:
            event("told anew")
            assert shown == as_of
            for earlier in told:
                changed = find_changed(moved, earlier, shown)
                assert len(changed) == 0 or len(changed) >= 11
                assert len(changed - known) == 0 or len(changed - known) >= 11
            told.append(shown)


def test_what_stands_is_told_again_and_what_eleven_more_move_is_new() -> None:
    moved = [MovedByPayment(account_code=code, posted_at=NOON, amount_minor=-700) for code in WOMEN]

    def choose(count: int, known: set[str]) -> datetime | None:
        return choose_moment(moved[:count], as_of=NOON + DAY, earlier=[NOON, None], known=known)

    assert [choose(count, set()) for count in (0, 10, 11)] == [NOON, NOON, NOON + DAY]
    assert [choose(count, {"W00"}) for count in (11, 12)] == [NOON, NOON + DAY]

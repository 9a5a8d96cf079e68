from decimal import ROUND_HALF_EVEN, Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.money import (
    Claimant,
    NegativeAmountError,
    RefundBeyondLineError,
    Terms,
    allocate,
    allocate_equally,
    allocate_least_funded_first,
    split_share,
    take_rate,
    take_refunded_part,
)

TERMS = Terms(version=1, share_basis_points=4_000, reserve_basis_points=1_000)
CENTS = st.integers(min_value=0, max_value=10**12)


@given(amount=CENTS, rate=st.integers(min_value=0, max_value=10_000))
def test_take_rate_agrees_with_exact_decimals(amount: int, rate: int) -> None:
    exact = (Decimal(amount) * rate / 10_000).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)

    assert take_rate(amount, rate) == exact


@given(net=CENTS, landed=CENTS)
def test_share_is_never_negative_and_never_more_than_the_markup(net: int, landed: int) -> None:
    split = split_share(net_minor=net, landed_minor=landed, terms=TERMS)

    assert 0 <= split.share_minor <= max(0, net - landed)
    assert split.fund_minor + split.reserve_minor == split.share_minor
    assert min(split.fund_minor, split.reserve_minor) >= 0


@pytest.mark.parametrize(
    ("net", "landed", "share", "reserve"),
    [
        (1_800, 1_320, 192, 19),
        (3_200, 2_450, 300, 30),
        (2_400, 1_800, 240, 24),
        (3_800, 2_900, 360, 36),
        (900, 760, 56, 6),
        (1_320, 1_320, 0, 0),
        (1_000, 1_320, 0, 0),
    ],
)
def test_illustrative_prices_give_the_published_shares(
    net: int, landed: int, share: int, reserve: int
) -> None:
    split = split_share(net_minor=net, landed_minor=landed, terms=TERMS)

    assert (split.share_minor, split.reserve_minor) == (share, reserve)


@st.composite
def refunds(draw: st.DrawFn) -> tuple[int, int, list[int]]:
    """A part in cents, a quantity, and the pieces that come back step by step, all of them."""
    quantity = draw(st.integers(min_value=1, max_value=60))
    cuts = draw(st.lists(st.integers(min_value=0, max_value=quantity), max_size=8))
    edges = [0, *sorted(cuts), quantity]
    return draw(CENTS), quantity, [b - a for a, b in pairwise(edges)]


@given(refunds())
def test_any_sequence_of_refunds_ends_exactly_at_the_whole(
    refund: tuple[int, int, list[int]],
) -> None:
    part, quantity, steps = refund

    taken, before = [], 0
    for pieces in steps:
        taken.append(
            take_refunded_part(part_minor=part, quantity=quantity, before=before, pieces=pieces)
        )
        before += pieces

    assert sum(taken) == part
    assert min(taken) >= 0


def test_more_pieces_than_sold_are_refused() -> None:
    with pytest.raises(RefundBeyondLineError):
        take_refunded_part(part_minor=100, quantity=2, before=1, pieces=2)


@pytest.mark.parametrize("numbers", [(-1, 1, 0, 1), (1, 0, 0, 0), (1, 1, -1, 1), (1, 2, 1, -1)])
def test_negative_refunds_are_refused(numbers: tuple[int, int, int, int]) -> None:
    part, quantity, before, pieces = numbers

    with pytest.raises(NegativeAmountError):
        take_refunded_part(part_minor=part, quantity=quantity, before=before, pieces=pieces)


CLAIMANTS = st.lists(
    st.builds(
        Claimant,
        code=st.text("ABCDEFGH23456789", min_size=8, max_size=8),
        lifetime_minor=CENTS,
        weight=st.integers(min_value=1, max_value=1_000),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda claimant: claimant.code,
)


@given(total=CENTS, claimants=CLAIMANTS)
def test_parts_sum_to_the_whole_and_stray_less_than_a_cent(
    total: int, claimants: list[Claimant]
) -> None:
    parts = allocate(total_minor=total, claimants=claimants)

    weights = sum(claimant.weight for claimant in claimants)
    assert sum(parts.values()) == total
    for claimant in claimants:
        exact = total * claimant.weight
        assert abs(parts[claimant.code] * weights - exact) < weights


@given(total=CENTS, claimants=CLAIMANTS)
def test_allocation_does_not_hang_on_the_order_of_accounts(
    total: int, claimants: list[Claimant]
) -> None:
    assert allocate(total_minor=total, claimants=claimants) == allocate(
        total_minor=total, claimants=claimants[::-1]
    )


PLANS = st.lists(
    st.builds(
        Claimant,
        code=st.text("ABCDEFGH23456789", min_size=8, max_size=8),
        lifetime_minor=st.integers(min_value=0, max_value=50_000),
        budget_minor=st.integers(min_value=0, max_value=50_000),
    ),
    max_size=12,
    unique_by=lambda claimant: claimant.code,
)


@given(total=st.integers(min_value=0, max_value=10**6), claimants=PLANS)
def test_least_funded_first_fills_all_to_one_level_and_nobody_beyond_her_budget(
    total: int, claimants: list[Claimant]
) -> None:
    parts = allocate_least_funded_first(total_minor=total, claimants=claimants)

    assert parts == allocate_least_funded_first(total_minor=total, claimants=claimants[::-1])
    assert sum(parts.values()) == min(total, sum(one.gap_minor for one in claimants))
    for one in claimants:
        assert 0 <= parts[one.code] <= one.gap_minor
    lacking = [one for one in claimants if one.gap_minor > parts[one.code]]
    for rich in (one for one in claimants if parts[one.code]):
        for poor in lacking:  # to within the odd cent of either
            left = (rich.lifetime_minor + parts[rich.code] - 1) * poor.budget_minor
            right = (poor.lifetime_minor + parts[poor.code] + 1) * rich.budget_minor
            assert left <= right


@given(total=CENTS, claimants=CLAIMANTS)
def test_equal_parts_differ_by_a_cent_whatever_the_weights(
    total: int, claimants: list[Claimant]
) -> None:
    parts = allocate_equally(total_minor=total, claimants=claimants)

    assert sum(parts.values()) == total
    assert max(parts.values()) - min(parts.values()) <= 1


def test_odd_cents_go_to_the_lowest_lifetime_credit_then_by_code() -> None:
    claimants = [
        Claimant(code="D", lifetime_minor=5),
        Claimant(code="C", lifetime_minor=7),
        Claimant(code="B", lifetime_minor=5),
        Claimant(code="A", lifetime_minor=9),
    ]

    assert allocate(total_minor=102, claimants=claimants) == {"A": 25, "B": 26, "C": 25, "D": 26}


def test_nobody_to_credit_gets_nothing() -> None:
    assert allocate(total_minor=100, claimants=[]) == {}


@pytest.mark.parametrize("amount", [-1, -10_000])
def test_rate_of_a_negative_amount_is_refused(amount: int) -> None:
    with pytest.raises(NegativeAmountError):
        take_rate(amount, 4_000)
    with pytest.raises(NegativeAmountError):
        allocate(total_minor=amount, claimants=[Claimant(code="A", lifetime_minor=0)])

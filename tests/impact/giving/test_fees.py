"""The fee that a donor covers, to the cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.giving.fees import FeeTerms, calculate_fee, cover_fee, take_part

STRIPE = FeeTerms(basis_points=290, fixed_minor=30)


@pytest.mark.parametrize(("gift", "added"), [(500, 46), (2_500, 106), (10_000, 330)])
def test_cover_fee_leaves_the_gift(gift: int, added: int) -> None:
    assert cover_fee(gift, terms=STRIPE) == added
    assert gift + added - calculate_fee(gift + added, terms=STRIPE) == gift


@given(
    gift=st.integers(1, 3_000_000),
    basis_points=st.integers(0, 1_500),
    fixed=st.integers(0, 200),
)
def test_cover_fee_leaves_exactly_the_gift_and_asks_no_cent_more(
    gift: int, basis_points: int, fixed: int
) -> None:
    terms = FeeTerms(basis_points=basis_points, fixed_minor=fixed)

    total = gift + cover_fee(gift, terms=terms)

    assert total - calculate_fee(total, terms=terms) == gift
    assert total - 1 - calculate_fee(total - 1, terms=terms) < gift


def test_cover_fee_refuses_what_is_no_gift() -> None:
    with pytest.raises(ValueError, match="no fee to cover"):
        cover_fee(0, terms=STRIPE)


@given(
    part=st.integers(0, 10_000),
    rest=st.integers(0, 10_000),
    steps=st.lists(st.integers(1, 4_000), max_size=6),
)
def test_take_part_ends_exactly_at_the_part(part: int, rest: int, steps: list[int]) -> None:
    whole, before, taken = part + rest + sum(steps), 0, 0
    for step in [*steps, whole - sum(steps)]:
        taken += take_part(
            part_minor=part, whole_minor=max(whole, 1), before_minor=before, taken_minor=step
        )
        before += step

    assert taken == (part if whole else 0)


def test_take_part_refuses_more_than_the_whole() -> None:
    with pytest.raises(ValueError, match="not within"):
        take_part(part_minor=1, whole_minor=10, before_minor=8, taken_minor=3)

"""Cents of a refund: no sequence gives back more than was paid, and all of it ends at the whole."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.stripe_checkout.parts import LineMoney, spread_amount, take_pieces

LINES = st.lists(
    st.builds(
        LineMoney,
        pieces=st.integers(1, 20),
        net_minor=st.integers(0, 50_000),
        tax_minor=st.integers(0, 5_000),
    ),
    min_size=1,
    max_size=5,
)
WISHES = st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 60_000)), max_size=12)


def take(line: LineMoney, pieces: int, part: tuple[int, int]) -> LineMoney:
    return replace(
        line,
        gone_pieces=line.gone_pieces + pieces,
        gone_net_minor=line.gone_net_minor + part[0],
        gone_tax_minor=line.gone_tax_minor + part[1],
    )


def refund(lines: list[LineMoney], *, by_pieces: bool, which: int, size: int) -> list[LineMoney]:
    """Refund what a random wish can have of it: pieces of one line, or an amount."""
    if not by_pieces:
        amount = min(size, sum(line.left_minor for line in lines))
        parts = spread_amount(lines, amount)
        assert sum(net + tax for net, tax in parts) == amount
        return [take(line, 0, part) for line, part in zip(lines, parts, strict=True)]
    place = which % len(lines)
    line = lines[place]
    pieces = min(line.pieces_left, 1 + size % 3)
    if pieces:
        lines[place] = take(line, pieces, take_pieces(line, pieces))
    return lines


@given(lines=LINES, wishes=WISHES)
def test_nothing_goes_back_twice_and_the_last_pieces_end_at_the_whole(
    lines: list[LineMoney], wishes: list[tuple[bool, int, int]]
) -> None:
    for by_pieces, which, size in wishes:
        lines = refund(lines, by_pieces=by_pieces, which=which, size=size)
        assert all(line.net_left_minor >= 0 and line.tax_left_minor >= 0 for line in lines)

    for line in lines:
        rest = take_pieces(line, line.pieces_left) if line.pieces_left else (0, 0)
        left = (line.net_left_minor, line.tax_left_minor)
        assert rest == (left if line.pieces_left else (0, 0))


@given(line=st.builds(LineMoney, pieces=st.integers(1, 30), net_minor=st.integers(0, 9_999),
                      tax_minor=st.integers(0, 999)))  # fmt: skip
def test_pieces_one_by_one_bring_what_they_bring_together(line: LineMoney) -> None:
    one_by_one = line
    for _piece in range(line.pieces):
        one_by_one = take(one_by_one, 1, take_pieces(one_by_one, 1))

    assert (one_by_one.gone_net_minor, one_by_one.gone_tax_minor) == take_pieces(line, line.pieces)
    assert one_by_one.left_minor == 0


def test_amount_is_spread_by_what_is_left_of_each_line_and_of_its_tax() -> None:
    lines = [
        LineMoney(pieces=2, net_minor=3_600, tax_minor=400),
        LineMoney(pieces=1, net_minor=2_000, tax_minor=0, gone_net_minor=1_000),
    ]

    assert spread_amount(lines, 1_000) == [(720, 80), (200, 0)]


@pytest.mark.parametrize("amount", [-1, 1_801])
def test_more_than_is_left_is_not_spread(amount: int) -> None:
    with pytest.raises(ValueError, match="cannot be taken"):
        spread_amount([LineMoney(pieces=1, net_minor=1_800, tax_minor=0)], amount)

"""Sales tax by table: half-even, line by line, so that the sum is what is shown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomi.platform.amounts import format_minor
from shop.checkout.tax import TableTax, TaxedPlace
from shop.money import take_basis_points

NEW_YORK = TaxedPlace(country_code="US", state="NY", postcode="10001")


@pytest.mark.parametrize(
    ("minor", "basis_points", "tax"),
    [(1800, 888, 160), (50, 100, 0), (150, 100, 2), (250, 100, 2), (0, 888, 0), (1, 10_000, 1)],
)
def test_tax_is_rounded_half_even(minor: int, basis_points: int, tax: int) -> None:
    assert take_basis_points(minor, basis_points) == tax


@given(st.integers(0, 10**9), st.integers(0, 10_000))
def test_tax_is_never_half_a_cent_off(minor: int, basis_points: int) -> None:
    tax = take_basis_points(minor, basis_points)

    assert abs(tax * 10_000 - minor * basis_points) <= 5_000


@pytest.mark.parametrize(
    ("place", "taxes"),
    [
        (NEW_YORK, ((160, 284), 53)),
        (TaxedPlace(country_code="US", state="OR", postcode=""), ((0, 0), 0)),
        (TaxedPlace(country_code="CA", state="NY", postcode=""), ((0, 0), 0)),
    ],
)
def test_only_states_in_the_table_are_taxed(place: TaxedPlace, taxes: Any) -> None:
    port = TableTax(rates={"NY": 888}, states_taxing_delivery=frozenset({"NY"}))

    found = port.get_taxes(place=place, net_minors=[1800, 3200], shipping_minor=595)

    assert (found.lines, found.shipping_minor) == taxes


def test_delivery_is_untaxed_unless_the_state_says_so() -> None:
    port = TableTax(rates={"NY": 888}, states_taxing_delivery=frozenset())

    assert port.get_taxes(place=NEW_YORK, net_minors=[], shipping_minor=595).shipping_minor == 0


@pytest.mark.parametrize(
    ("minor", "text"), [(0, "$0.00"), (5, "$0.05"), (180_000, "$1,800.00"), (-500, "−$5.00")]
)
def test_cents_are_written_as_people_read_them(minor: int, text: str) -> None:
    assert format_minor(minor) == text

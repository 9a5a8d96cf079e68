"""Between Oscar's Decimals and the integer cents everything else counts in."""

from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


def to_minor(amount: Decimal) -> int:
    """Return whole cents, half-even, for an amount in dollars."""
    return int(amount.quantize(CENT, rounding=ROUND_HALF_EVEN).scaleb(2))


def to_decimal(minor: int) -> Decimal:
    """Return the dollars that Oscar's columns hold for whole cents."""
    return Decimal(minor).scaleb(-2)


def take_basis_points(minor: int, basis_points: int) -> int:
    """Return `basis_points` of an amount that is not negative, half-even to the cent."""
    share = Decimal(minor * basis_points).scaleb(-4)
    return int(share.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))

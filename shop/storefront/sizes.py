"""Sizes by product class, measured flat on the garment."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SizeRow:
    """One size: chest and length in centimetres, chest in inches around the body."""

    size: str
    chest_cm: int
    length_cm: int
    fits_inches: str


SIZE_CHARTS: dict[str, tuple[SizeRow, ...]] = {
    "T-shirt": (
        SizeRow(size="S", chest_cm=48, length_cm=68, fits_inches="34–36"),
        SizeRow(size="M", chest_cm=52, length_cm=71, fits_inches="38–40"),
        SizeRow(size="L", chest_cm=56, length_cm=74, fits_inches="42–44"),
        SizeRow(size="XL", chest_cm=60, length_cm=76, fits_inches="46–48"),
    )
}
"""Product class → its chart; a class that is not here has none."""

"""What goods stand on before the first is put up: their kinds, what is said of each, who sends."""

from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

COLOURS = {
    "natural": "Natural",
    "ivory": "Ivory",
    "white": "White",
    "ochre": "Ochre",
    "rose": "Rose",
    "rust": "Rust",
    "wine": "Wine",
    "sage": "Sage",
    "forest": "Forest",
    "indigo": "Indigo",
    "navy": "Navy",
    "slate": "Slate",
    "charcoal": "Charcoal",
    "black": "Black",
    "mango": "Mango wood",
    "teak": "Teak",
    "walnut": "Walnut",
    "rosewood": "Rosewood",
}
SIZES = {"s": "S", "m": "M", "l": "L", "xl": "XL"}
CHOICES = {"colour": COLOURS, "size": SIZES}
KINDS = {
    "Tote": ("colour",),
    "Pouch": ("colour",),
    "Card holder": ("colour",),
    "T-shirt": ("colour", "size"),
    "Tie": ("colour",),
}
TEXTS = {
    "material": "Material",
    "care": "Care",
    "dimensions": "Dimensions",
    "price_note": "Note on the price",
}
PARTNER_CODE = "nomi"


@transaction.atomic
def make_kinds() -> int:
    """Make what is missing of kinds, attributes, colours, sizes and the store room.

    What is there already stays as it is. Return how many kinds are new.
    """
    get_model("partner", "Partner").objects.get_or_create(
        code=PARTNER_CODE, defaults={"name": "Nomi Network store room"}
    )
    groups = {code: _make_choices(code) for code in CHOICES}
    return sum(_make_kind(name, groups) for name in KINDS)


def _make_choices(code: str) -> Any:
    group, _ = get_model("catalogue", "AttributeOptionGroup").objects.get_or_create(
        code=code, defaults={"name": code.capitalize()}
    )
    for key, words in CHOICES[code].items():
        group.options.get_or_create(code=f"{code}-{key}", defaults={"option": words})
    return group


def _make_kind(name: str, groups: dict[str, Any]) -> bool:
    kind, is_new = get_model("catalogue", "ProductClass").objects.get_or_create(
        name=name, defaults={"requires_shipping": True, "track_stock": True}
    )
    wanted: dict[str, dict[str, Any]] = {
        **{code: {"name": words, "type": "text"} for code, words in TEXTS.items()},
        "weight_grams": {"name": "Weight in grams", "type": "integer"},
        **{
            code: {"name": code.capitalize(), "type": "option", "option_group": groups[code]}
            for code in KINDS[name]
        },
    }
    for code, facts in wanted.items():
        kind.attributes.get_or_create(code=code, defaults=facts)
    return bool(is_new)

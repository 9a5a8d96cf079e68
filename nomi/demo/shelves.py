"""What the demo's goods stand on: classes with their attributes, categories, the partner."""

from dataclasses import dataclass
from typing import Any

from oscar.apps.catalogue.categories import create_from_breadcrumbs
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
CLASSES = {
    "Tote": "colour",
    "Pouch": "colour",
    "Card holder": "colour",
    "T-shirt": "colour size",
    "Tie": "colour",
}
TEXTS = {
    "material": "Material",
    "care": "Care",
    "dimensions": "Dimensions",
    "price_note": "Note on the price",
}
CATEGORIES = {
    "Bags": "Carried every day, washed when they need it.",
    "Bags > Totes": "Canvas and rice paper, cut to hold what a day holds.",
    "Bags > Pouches": "Small bags for inside the big one.",
    "Card holders": "Carved, oiled and made to be handed across a table.",
    "Clothing": "Cut straight, sewn twice.",
    "Clothing > T-shirts": "Mid-weight jersey, printed by hand.",
    "Clothing > Ties": "Woven on hand looms, closed by hand.",
}


@dataclass(frozen=True, kw_only=True)
class Shelves:
    """What a product needs before it can be put up, by the names the goods use."""

    classes: dict[str, Any]
    attributes: dict[tuple[str, str], Any]
    options: dict[str, Any]
    categories: dict[str, Any]
    partner: Any


def build_shelves() -> Shelves:
    """Make what is missing of classes, attributes, options, categories and the partner."""
    groups = {
        "colour": _build_options(name="Colour", options=COLOURS),
        "size": _build_options(name="Size", options=SIZES),
    }
    classes, attributes = {}, {}
    for name, codes in CLASSES.items():
        classes[name], _ = get_model("catalogue", "ProductClass").objects.get_or_create(
            name=name, defaults={"requires_shipping": True, "track_stock": True}
        )
        for code, attribute in _build_attributes(classes[name], codes.split(), groups).items():
            attributes[name, code] = attribute
    partner, _ = get_model("partner", "Partner").objects.get_or_create(
        code="nomi", defaults={"name": "Nomi Network store room"}
    )
    options = get_model("catalogue", "AttributeOption").objects.filter(group__in=groups.values())
    return Shelves(
        classes=classes,
        attributes=attributes,
        options={option.code: option for option in options},
        categories=_build_categories(),
        partner=partner,
    )


def _build_options(*, name: str, options: dict[str, str]) -> Any:
    group, _ = get_model("catalogue", "AttributeOptionGroup").objects.get_or_create(
        code=name.lower(), defaults={"name": name}
    )
    for code, option in options.items():
        group.options.get_or_create(code=f"{name.lower()}-{code}", defaults={"option": option})
    return group


def _build_attributes(
    product_class: Any, choices: list[str], groups: dict[str, Any]
) -> dict[str, Any]:
    wanted = {code: {"name": name, "type": "text"} for code, name in TEXTS.items()}
    wanted["weight_grams"] = {"name": "Weight in grams", "type": "integer"}
    for code in choices:
        wanted[code] = {
            "name": code.capitalize(),
            "type": "option",
            "option_group": groups[code],
        }
    return {
        code: product_class.attributes.get_or_create(code=code, defaults=defaults)[0]
        for code, defaults in wanted.items()
    }


def _build_categories() -> dict[str, Any]:
    categories = {}
    for trail, description in CATEGORIES.items():
        category = create_from_breadcrumbs(trail)
        if not category.description:
            category.description = description
            category.save(update_fields=["description"])
        categories[trail] = category
    return categories

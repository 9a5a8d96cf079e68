"""What the demo's goods stand on: kinds with their attributes, categories, the partner."""

from dataclasses import dataclass
from typing import Any

from oscar.apps.catalogue.categories import create_from_breadcrumbs
from oscar.core.loading import get_model

from shop.goods.services.kinds import CHOICES, PARTNER_CODE, make_kinds

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
    """Make what is missing of kinds, attributes, options, categories and the partner."""
    make_kinds()
    attributes = get_model("catalogue", "ProductAttribute").objects.select_related("product_class")
    options = get_model("catalogue", "AttributeOption").objects.filter(group__code__in=CHOICES)
    return Shelves(
        classes={kind.name: kind for kind in get_model("catalogue", "ProductClass").objects.all()},
        attributes={(one.product_class.name, one.code): one for one in attributes},
        options={option.code: option for option in options},
        categories=_build_categories(),
        partner=get_model("partner", "Partner").objects.get(code=PARTNER_CODE),
    )


def _build_categories() -> dict[str, Any]:
    categories = {}
    for trail, description in CATEGORIES.items():
        category = create_from_breadcrumbs(trail)
        if not category.description:
            category.description = description
            category.save(update_fields=["description"])
        categories[trail] = category
    return categories

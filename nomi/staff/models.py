"""Who changed what: a row for each change, written by triggers in the transaction of the change.

Code that forgets, the shell and plain SQL are kept too. The tables belong to other rooms and to
Oscar, so the triggers hang on proxies here, and this room's migrations carry them. A kept row is
never changed or deleted. Of people only what they may do is kept: nothing that must be erasable.
"""

from typing import Any

import pghistory
import pgtrigger
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from oscar.core.loading import get_model

from impact.shares.models import SharePolicy
from shop.costing.models import LandedCost

Product: Any = get_model("catalogue", "Product")
Category: Any = get_model("catalogue", "Category")
Picture: Any = get_model("catalogue", "ProductImage")
Place: Any = get_model("catalogue", "ProductCategory")
Value: Any = get_model("catalogue", "ProductAttributeValue")
StockRecord: Any = get_model("partner", "StockRecord")
User: Any = get_user_model()
Permissions: Any = Group.permissions.through
PRODUCT_FIELDS = [
    *("title", "upc", "slug", "structure", "is_public", "is_discountable", "description"),
    *("meta_title", "meta_description", "parent", "product_class"),
]
CATEGORY_FIELDS = [
    *("name", "slug", "path", "is_public", "description", "long_description", "image"),
    *("meta_title", "meta_description", "exclude_from_menu"),
]
VALUE_FIELDS = [
    *("product", "attribute", "value_text", "value_integer", "value_boolean", "value_float"),
    *("value_richtext", "value_date", "value_datetime", "value_option", "value_file"),
    "value_image",
]
PERSON_FIELDS = ["is_staff", "is_superuser", "is_active"]
CHANGED = (pghistory.InsertEvent, pghistory.UpdateEvent, pghistory.DeleteEvent)
LINKED = (pghistory.InsertEvent, pghistory.DeleteEvent)


def watch(*trackers: type[Any], name: str, fields: list[str] | None = None) -> Any:
    """Return the decorator that keeps the changes of a proxy's table in the model `name`."""
    made = [tracker() for tracker in trackers]
    return pghistory.track(*made, fields=fields, model_name=name, append_only=True)


@watch(*CHANGED, name="ProductChange", fields=PRODUCT_FIELDS)
class WatchedProduct(Product):
    """A product under watch: its words and whether it is on sale."""

    class Meta:
        proxy = True


@watch(*CHANGED, name="PriceChange", fields=["product", "partner_sku", "price", "price_currency"])
class WatchedStockRecord(StockRecord):
    """A stock record under watch: its price. Pieces come and go with each order."""

    class Meta:
        proxy = True


@watch(*CHANGED, name="CategoryChange", fields=CATEGORY_FIELDS)
class WatchedCategory(Category):
    """A category under watch: its words, its place in the tree and whether it is on show."""

    class Meta:
        proxy = True


@watch(*CHANGED, name="PictureChange", fields=["product", "original", "caption", "display_order"])
class WatchedPicture(Picture):
    """A product's picture under watch."""

    class Meta:
        proxy = True


@watch(*CHANGED, name="PlaceChange", fields=["product", "category"])
class WatchedPlace(Place):
    """In which categories a product stands."""

    class Meta:
        proxy = True


@watch(*CHANGED, name="ValueChange", fields=VALUE_FIELDS)
class WatchedValue(Value):
    """A product's colour, size and the like under watch."""

    class Meta:
        proxy = True


@watch(*CHANGED, name="CostChange")
class WatchedLandedCost(LandedCost):
    """A landed cost under watch."""

    class Meta:
        proxy = True


@watch(*CHANGED, name="PolicyChange")
class WatchedSharePolicy(SharePolicy):
    """A share policy under watch."""

    class Meta:
        proxy = True


@pghistory.track(
    pghistory.InsertEvent(condition=pgtrigger.Q(new__is_staff=True)),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(condition=pgtrigger.Q(old__is_staff=True)),
    fields=PERSON_FIELDS,
    model_name="PersonChange",
    append_only=True,
)
class WatchedPerson(User):
    """A login under watch: whether it is staff. Shoppers who sign up leave nothing here."""

    class Meta:
        proxy = True


@watch(*LINKED, name="RoleGiven")
class WatchedMembership(User.groups.through):
    """Who has which role."""

    class Meta:
        proxy = True


@watch(*LINKED, name="PermissionGiven")
class WatchedPersonPermission(User.user_permissions.through):
    """What a person may do by herself, beside her roles."""

    class Meta:
        proxy = True


@watch(*CHANGED, name="RoleChange")
class WatchedRole(Group):
    """A role under watch."""

    class Meta:
        proxy = True


@watch(*LINKED, name="RoleMayChange")
class WatchedRolePermission(Permissions):
    """What a role may do."""

    class Meta:
        proxy = True

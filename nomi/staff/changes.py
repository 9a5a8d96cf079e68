"""What was kept of an object's changes, in words to read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Model, QuerySet

KEPT = {
    "catalogue.product": "ProductChange",
    "partner.stockrecord": "PriceChange",
    "catalogue.category": "CategoryChange",
    "costing.landedcost": "CostChange",
    "shares.sharepolicy": "PolicyChange",
    "auth.user": "PersonChange",
    "auth.group": "RoleChange",
}
"""Where the changes of a model are kept."""
MOST = 200


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change: when, by whom, on which page and from where, and what is different since."""

    at: datetime
    who: str
    page: str
    address: str
    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The latest changes of an object, latest first, and whether there are older ones."""

    changes: list[Change]
    has_older: bool


def find_kept(name: str, **which: Any) -> list[Any]:
    """Return the latest kept rows of a model with what was told about each, oldest first.

    One more than is shown: it says what the first of the others changed, and that there are more.
    """
    model: Any = apps.get_model("staff", name)
    rows: QuerySet[Any] = model._default_manager.filter(**which).select_related("pgh_context")
    return list(rows.order_by("-pgh_id")[: MOST + 1])[::-1]


def read_values(row: Any) -> dict[str, Any]:
    """Return the watched columns of a kept row."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.name.startswith("pgh_") and field.name != "id"
    }


def describe_difference(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, ...]:
    """Return a line for each column that differs; what is not empty when nothing was before."""
    if not old:
        return tuple(f"{name}: {value}" for name, value in new.items() if value not in {None, ""})
    return tuple(
        f"{name}: {old[name]} → {value}" for name, value in new.items() if old[name] != value
    )


def list_own(row: Model) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Return the kept rows of the object itself and what each changed."""
    name = KEPT.get(row._meta.label_lower)
    before: dict[str, Any] = {}
    for kept in find_kept(name, pgh_obj_id=row.pk) if name else ():
        now = read_values(kept)
        yield kept, describe_difference(before, now)
        before = now


def list_parts(row: Model) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Return what was kept of a product's pictures, categories and attributes."""
    if row._meta.label_lower != "catalogue.product":
        return
    for name, label, find_names in PARTS:
        names = find_names()
        before: dict[int, dict[str, Any]] = {}
        for kept in find_kept(name, product_id=row.pk):
            values = read_values(kept)
            now = {key: values[key] for key in values if key not in {"id", "product_id"}}
            words = describe_difference(before.get(kept.pgh_obj_id, {}), now)
            before[kept.pgh_obj_id] = now
            about = names.get(now.get("category_id") or now.get("attribute_id") or 0, "")
            title = f"{label}: {about}" if about else label
            yield kept, (title, *(words or describe_difference({}, now)))


def name_categories() -> dict[int, str]:
    """Return the names of all categories."""
    found = apps.get_model("catalogue", "Category")._default_manager.values_list("pk", "name")
    return dict(found)


def name_attributes() -> dict[int, str]:
    """Return the names of all attributes."""
    found = apps.get_model("catalogue", "ProductAttribute")._default_manager
    return dict(found.values_list("pk", "name"))


PARTS: tuple[tuple[str, str, Callable[[], dict[int, str]]], ...] = (
    ("PictureChange", "picture", dict),
    ("PlaceChange", "category", name_categories),
    ("ValueChange", "attribute", name_attributes),
)


def list_links(row: Model) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Return the roles that a person got and lost, or what a role may do since when."""
    if row._meta.label_lower == "auth.user":
        groups: dict[int, str] = dict(Group.objects.values_list("pk", "name"))
        for kept in find_kept("RoleGiven", user_id=row.pk):
            yield kept, (f"role: {groups.get(kept.group_id, kept.group_id)}",)
        codes: dict[int, str] = dict(Permission.objects.values_list("pk", "codename"))
        for kept in find_kept("PermissionGiven", user_id=row.pk):
            yield kept, (f"may herself: {codes.get(kept.permission_id, kept.permission_id)}",)
    if row._meta.label_lower == "auth.group":
        names: dict[int, str] = dict(Permission.objects.values_list("pk", "codename"))
        for kept in find_kept("RoleMayChange", group_id=row.pk):
            yield kept, (f"may: {names.get(kept.permission_id, kept.permission_id)}",)


def find_changes(row: Model) -> Kept:
    """Return the latest of what was kept of the object's changes, and whether there is more."""
    found = [*list_own(row), *list_links(row), *list_parts(row)]
    found.sort(key=lambda one: (one[0].pgh_created_at, one[0].pgh_id), reverse=True)
    changes = describe_changes(found[:MOST])
    return Kept(changes=changes, has_older=len(found) > MOST)


def describe_changes(found: list[tuple[Any, tuple[str, ...]]]) -> list[Change]:
    """Say of each kept row who changed it, when, on which page and from where."""
    told = [kept.pgh_context.metadata if kept.pgh_context else {} for kept, _words in found]
    keys = {facts["user"] for facts in told if facts.get("user")}
    users = get_user_model()._default_manager.in_bulk(keys)
    return [
        Change(
            at=kept.pgh_created_at,
            who=str(users.get(facts.get("user"), "")),
            page=facts.get("url", ""),
            address=facts.get("address", ""),
            kind=kept.pgh_label,
            words=words,
        )
        for (kept, words), facts in zip(found, told, strict=True)
    ]

"""Who changed categories, pictures, attributes and a person's own permissions; the latest first."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse

from nomi.demo.staff import AUDITOR_EMAIL, SHOPPER_EMAIL, seed_staff
from nomi.staff import changes
from nomi.staff.changes import find_changes
from nomi.staff.models import (
    CategoryChange,
    PermissionGiven,
    PictureChange,
    PlaceChange,
    ValueChange,
)
from tests.shop.goods import Family, make_category, make_family

pytestmark = pytest.mark.django_db


@pytest.fixture
def family() -> Family:
    return make_family(category=make_category("Bags"))


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def tell(row: Any, about: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the latest change; in a test all happen at the same moment, so by what it is about."""
    change = next(each for each in find_changes(row).changes if each.words[0].startswith(about))
    return change.kind, change.words


def test_category_renamed_by_plain_sql_is_kept(family: Family) -> None:
    category = family.parent.categories.get()

    run("UPDATE catalogue_category SET name = 'Sacks' WHERE id = %s", category.pk)

    assert tell(category) == ("update", ("name: Bags → Sacks",))


def test_picture_is_kept_with_its_words(family: Family) -> None:
    image = family.parent.images.create(original="a.jpg", caption="A tote")

    run("UPDATE catalogue_productimage SET caption = 'A bag' WHERE id = %s", image.pk)
    renamed = tell(family.parent, "picture")
    run("DELETE FROM catalogue_productimage WHERE id = %s", image.pk)

    assert renamed == ("update", ("picture", "caption: A tote → A bag"))
    assert tell(family.parent, "picture")[0] == "delete"
    assert "caption: A bag" in tell(family.parent, "picture")[1]


def test_category_taken_away_is_kept(family: Family) -> None:
    run("DELETE FROM catalogue_productcategory WHERE product_id = %s", family.parent.pk)

    kind, words = tell(family.parent, "category")
    assert (kind, words[0]) == ("delete", "category: Bags")


def test_attribute_changed_is_kept(family: Family) -> None:
    child = family.children["navy"]
    other = family.children["natural"].attribute_values.get().value_option_id
    old = child.attribute_values.get().value_option_id

    run(
        "UPDATE catalogue_productattributevalue SET value_option_id = %s WHERE product_id = %s",
        other,
        child.pk,
    )

    assert tell(child, "attribute") == (
        "update",
        ("attribute: Colour", f"value_option_id: {old} → {other}"),
    )


def test_permission_of_one_person_is_kept() -> None:
    seed_staff()
    person = get_user_model().objects.get(email=SHOPPER_EMAIL)
    permission = Permission.objects.get(codename="change_stockrecord")

    person.user_permissions.add(permission)
    given = tell(person)
    person.user_permissions.clear()

    assert given == ("insert", ("may herself: change_stockrecord",))
    assert tell(person) == ("delete", ("may herself: change_stockrecord",))


@pytest.mark.parametrize(
    "model", [CategoryChange, PictureChange, PlaceChange, ValueChange, PermissionGiven]
)
def test_kept_row_is_neither_changed_nor_deleted(family: Family, model: Any) -> None:
    seed_staff()
    person = get_user_model().objects.get(email=SHOPPER_EMAIL)
    person.user_permissions.add(Permission.objects.first())
    family.parent.images.create(original="a.jpg", caption="A tote")
    before = list(model.objects.order_by("pk").values())
    table = model._meta.db_table

    for statement in (f"UPDATE {table} SET pgh_label = 'x'", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(InternalError), transaction.atomic():
            run(statement)

    assert before != []
    assert list(model.objects.order_by("pk").values()) == before


def test_latest_changes_are_shown_and_older_ones_named(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST", 5)
    record = family.record("navy")
    for price in range(20, 30):
        run("UPDATE partner_stockrecord SET price = %s WHERE id = %s", price, record.pk)

    kept = find_changes(record)

    assert kept.has_older
    assert [change.words for change in kept.changes] == [
        (f"price: {price - 1}.00 → {price}.00",) for price in (29, 28, 27, 26, 25)
    ]


def test_history_page_says_that_there_are_older_ones(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed_staff()
    client = Client()
    client.force_login(get_user_model().objects.get(email=AUDITOR_EMAIL))
    address = reverse("admin:catalogue_product_history", args=(family.parent.pk,))

    whole = client.get(address).content.decode()
    monkeypatch.setattr(changes, "MOST", 1)
    cut = client.get(address).content.decode()

    assert "Older changes are kept too" not in whole
    assert "These are the latest 1. Older changes are kept too" in cut

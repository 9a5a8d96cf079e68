"""Who changed what, kept by the database and readable on the object."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from nomi.demo.catalogue import seed_catalogue
from nomi.demo.staff import AUDITOR_EMAIL, SHOPPER_EMAIL, STAFF_EMAIL, seed_staff
from nomi.staff import roles
from nomi.staff.changes import find_changes
from nomi.staff.models import PersonChange, PriceChange
from shop.costing.models import LandedCost

pytestmark = pytest.mark.django_db


def get_person(email: str) -> Any:
    return get_user_model().objects.get(email=email)


def sign_in(email: str) -> Client:
    client = Client()
    client.force_login(get_person(email))
    return client


@pytest.fixture
def stockrecord() -> Any:
    seed_catalogue()
    return get_model("partner", "StockRecord").objects.first()


def test_price_changed_by_plain_sql_is_kept(stockrecord: Any) -> None:
    old = stockrecord.price
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE partner_stockrecord SET price = 1.23 WHERE id = %s", [stockrecord.pk]
        )

    change = find_changes(stockrecord).changes[0]

    assert (change.kind, change.words, change.who) == ("update", (f"price: {old} → 1.23",), "")


def test_pieces_that_come_and_go_are_not_kept(stockrecord: Any) -> None:
    before = PriceChange.objects.count()

    stockrecord.num_allocated = 1
    stockrecord.save()

    assert PriceChange.objects.count() == before


@pytest.mark.parametrize("words", ["UPDATE {} SET price = 0", "DELETE FROM {}"])
def test_kept_change_is_neither_changed_nor_deleted(stockrecord: Any, words: str) -> None:
    kept = PriceChange.objects.filter(pgh_obj_id=stockrecord.pk)
    before = list(kept.values())
    statement = words.format(PriceChange._meta.db_table)

    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(kept.values()) == before


def test_role_given_on_the_desk_says_by_whom_and_from_where() -> None:
    seed_staff()
    person = get_person(SHOPPER_EMAIL)
    page = reverse("admin:auth_user_ask", args=(person.pk, "roles"))
    group = Group.objects.get(name=roles.CONTENT)

    sign_in(STAFF_EMAIL).post(page, {"roles": [group.pk], "reason": "New here"})

    changes = find_changes(person).changes
    told = {(change.who, change.page, change.address) for change in changes}
    assert told == {("staff", page, "127.0.0.1")}
    assert (f"role: {roles.CONTENT}",) in [change.words for change in changes]
    assert ("is_staff: True",) in [change.words[:1] for change in changes]


def test_shopper_leaves_no_row() -> None:
    before = PersonChange.objects.count()

    get_user_model().objects.create_user("shopper2", "s2@shopper.example", "x")

    assert PersonChange.objects.count() == before


def test_auditor_reads_the_changes_on_the_object(stockrecord: Any) -> None:
    seed_staff()
    stockrecord.price = Decimal("7.77")
    stockrecord.save()
    client = sign_in(AUDITOR_EMAIL)
    cost = LandedCost.objects.first()
    group = Group.objects.get(name=roles.FINANCE)

    pages = {
        reverse("admin:partner_stockrecord_history", args=(stockrecord.pk,)): "→ 7.77",
        reverse("admin:catalogue_product_history", args=(stockrecord.product_id,)): "title: ",
        reverse("admin:costing_landedcost_history", args=(cost.pk,)): "purchase_minor: ",
        reverse("admin:auth_group_history", args=(group.pk,)): "may: add_refund",
        reverse("admin:auth_user_history", args=(get_person(AUDITOR_EMAIL).pk,)): "role: Auditor",
    }

    assert {page: words in client.get(page).text for page, words in pages.items()} == dict.fromkeys(
        pages, True
    )


def test_no_password_is_kept() -> None:
    columns = {field.name for field in PersonChange._meta.fields if field.name[:4] != "pgh_"}

    assert columns == {"is_staff", "is_superuser", "is_active"}

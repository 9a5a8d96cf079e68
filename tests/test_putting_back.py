"""What a test commits is gone after it, whoever refuses to delete it."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection

from nomi.staff import roles
from tests.impact.attacks import run
from tests.impact.sales import sell
from tests.putting_back import put_back

pytestmark = pytest.mark.django_db(transaction=True)


def read(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT one::text FROM {table} one ORDER BY 1")  # noqa: S608 - our own name
        return [row for (row,) in cursor]


def test_tables_are_as_in_a_fresh_database() -> None:
    tables = ("books_account", "books_balance", "books_line", "auth_group", "shares_saleline")
    before = {table: read(table) for table in tables}
    sell("N-1")
    Group.objects.filter(name=roles.CONTENT).update(name="Stall")
    Group.objects.get(name=roles.AUDITOR).delete()
    changed = {table for table in tables if read(table) != before[table]}

    put_back()

    assert changed >= {"books_line", "auth_group", "shares_saleline"}
    assert {table: read(table) for table in tables} == before


def test_guards_are_heeded_again_afterwards() -> None:
    put_back()
    sell("N-1")

    with pytest.raises(IntegrityError, match="Rows of line are final"):
        run("DELETE FROM books_line")

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.urls import reverse

from impact.books.halts import BROKEN_BOOKS, StillBrokenError, find_halts, lift_halt, raise_halt
from impact.books.models import Halt
from tests.impact.sales import NOON, sell

pytestmark = pytest.mark.django_db


@pytest.fixture
def halt() -> Halt:
    raise_halt(cause=BROKEN_BOOKS, words=["Entry sale:N-1:1 was changed."], now=NOON)
    return Halt.objects.get()


def break_books() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE books_balance SET credits_minor = credits_minor + 1")
        cursor.execute("SET LOCAL session_replication_role = origin")


def sign_in(*permissions: str) -> Client:
    user = get_user_model().objects.create_user("boss", "b@nomi.example", "x", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def press(client: Client, halt: Halt, reason: str = "Restored from backup") -> Any:
    address = reverse("admin:books_halt_press", args=(halt.pk, "lift"))
    return client.post(address, {"reason": reason})


def test_halt_stays_while_the_books_are_broken(halt: Halt) -> None:
    sell()
    break_books()

    with pytest.raises(StillBrokenError, match="still stands: Account "):
        lift_halt(halt_id=halt.pk, actor="staff:1", reason="I hope", now=NOON)

    assert find_halts() == [halt]


def test_halt_is_lifted_once_the_books_add_up(halt: Halt) -> None:
    client = sign_in("view_halt", "change_halt")

    assert press(client, halt).status_code == 302

    halt.refresh_from_db()
    assert find_halts() == []
    assert halt.lifting_reason == "Restored from backup"
    assert halt.lifted_by == f"staff:{get_user_model().objects.get().pk}"
    page = client.get(reverse("admin:books_halt_change", args=(halt.pk,))).content.decode()
    assert "boss" in page


def test_screen_tells_why_a_halt_is_not_lifted(halt: Halt) -> None:
    sell()
    break_books()
    client = sign_in("view_halt", "change_halt")

    page = press(client, halt).content.decode()

    assert "Restored from backup" in page
    assert "Not lifted, as it still stands" in page
    assert find_halts() == [halt]


def test_halt_needs_a_reason_and_the_permission(halt: Halt) -> None:
    assert press(sign_in("view_halt", "change_halt"), halt, reason="").status_code == 200
    get_user_model().objects.all().delete()
    assert press(sign_in("view_halt"), halt).status_code == 403

    assert find_halts() == [halt]

"""Corrections and closed periods on the desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from impact.books.models import Correction, Entry, Period
from impact.books.queries import get_balance
from impact.books.services import Posting, post, propose_reversal
from impact.participants.services import open_training_account

pytestmark = pytest.mark.django_db
EVERYTHING = (
    "view_entry",
    "view_correction",
    "add_correction",
    "change_correction",
    "view_period",
    "add_period",
)


def sign_in(name: str, *permissions: str) -> Client:
    user = get_user_model().objects.create_user(name, f"{name}@nomi.example", "x", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def ann(db: None) -> Client:
    return sign_in("ann", *EVERYTHING)


@pytest.fixture
def ben(db: None) -> Client:
    return sign_in("ben", *EVERYTHING)


def give(key: str = "gift:1", cents: int = 500, to: str = "gifts", days_ago: int = 0) -> Entry:
    day = timezone.now().date() - timedelta(days=days_ago)
    post(Posting(kind="gift", key=key, effective_on=day, lines=[("bank", cents), (to, -cents)]))
    return Entry.objects.get(key=key)


def press(client: Client, row: Any, button: str, reason: str = "Posted twice") -> Any:
    name = f"admin:books_{row._meta.model_name}_press"
    address = reverse(name, args=(row.pk, button))
    return client.post(address, {"reason": reason}, follow=True)


def test_two_people_undo_an_entry(ann: Client, ben: Client) -> None:
    entry = give()
    press(ann, entry, "undo")
    correction = Correction.objects.get()

    page = press(ben, correction, "approve").content.decode()

    assert "The entry is undone by reverse:gift:1." in page
    assert "ann" in page
    assert "Posted twice" in page
    assert get_balance("gifts") == 0


def test_nobody_approves_her_own_correction(ann: Client) -> None:
    press(ann, give(), "undo")

    page = press(ann, Correction.objects.get(), "approve").content.decode()

    assert "Somebody else than who proposed it must approve it." in page
    assert get_balance("gifts") == 500


def test_correction_is_turned_down_with_a_reason(ann: Client, ben: Client) -> None:
    entry = give()
    press(ann, entry, "undo")
    correction = Correction.objects.get()

    assert press(ben, correction, "reject", reason="").redirect_chain == []
    assert Correction.objects.get().rejected_at is None
    page = press(ben, correction, "reject", reason="It is right").content.decode()

    assert "It is right" in page
    assert get_balance("gifts") == 500
    assert press(ann, entry, "undo").redirect_chain  # it may be proposed again
    assert Correction.objects.count() == 2


def test_reversal_that_would_overdraw_her_is_refused_in_words(ann: Client, ben: Client) -> None:
    open_training_account(code="AAAAAAAA", pseudonym="Leaf", opened_on=timezone.now().date())
    entry = give(to="training:AAAAAAAA")
    day = timezone.now().date()
    spent = [("training:AAAAAAAA", 300), ("general", -300)]
    post(Posting(kind="x", key="spend", effective_on=day, lines=spent))
    press(ann, entry, "undo")

    page = press(ben, Correction.objects.get(), "approve").content.decode()

    assert "An account no longer holds what this would take back." in page
    assert get_balance("training:AAAAAAAA") == 200
    assert Correction.objects.get().approved_at is None


def test_entry_proposed_before_is_not_offered_again(ann: Client, ben: Client) -> None:
    entry = give()
    press(ann, entry, "undo")

    page = press(ben, entry, "undo").content.decode()

    assert "This is no longer possible; nothing was changed." in page
    assert Correction.objects.count() == 1


def test_buttons_need_their_permissions(db: None) -> None:
    entry = give()
    viewer = sign_in("viewer", "view_entry", "view_correction", "view_period")
    correction = propose_reversal(
        entry_key=entry.key, reason="x", actor="staff:0", now=timezone.now()
    )

    statuses = [
        press(viewer, entry, "undo").status_code,
        press(viewer, correction, "approve").status_code,
        press(viewer, correction, "reject").status_code,
        viewer.get(reverse("admin:books_close")).status_code,
        viewer.post(reverse("admin:books_close")).status_code,
    ]

    assert statuses == [403] * 5
    assert get_balance("gifts") == 500


def test_corrections_are_found_by_what_became_of_them(ann: Client) -> None:
    press(ann, give(), "undo")
    counts = {
        decision: ann.get(reverse("admin:books_correction_changelist"), {"decision": decision})
        .context["cl"]
        .result_count
        for decision in ("waiting", "approved", "rejected")
    }

    assert counts == {"waiting": 1, "approved": 0, "rejected": 0}


def test_list_of_corrections_asks_as_much_for_three_as_for_one(ann: Client) -> None:
    counts = []
    for number in range(3):
        press(ann, give(f"gift:{number}"), "undo")
        if number != 1:
            with CaptureQueriesContext(connection) as queries:
                ann.get(reverse("admin:books_correction_changelist"))
            counts.append(len(queries))

    assert counts[0] == counts[1] == 5


def close(client: Client, *, days_ago: int, reason: str = "Month's end") -> Any:
    day = timezone.now().date() - timedelta(days=days_ago)
    return client.post(
        reverse("admin:books_close"), {"last_on": day.isoformat(), "reason": reason}, follow=True
    )


def test_period_is_closed_and_compared_with_what_was_kept(ann: Client) -> None:
    give(days_ago=40)

    page = close(ann, days_ago=30).content.decode()

    assert Period.objects.get().closed_by.startswith("staff:")
    assert "Every account stands as it did when the period was closed." in page
    assert "ann" in page


def test_period_page_names_an_account_that_was_changed_since(ann: Client) -> None:
    give(days_ago=40)
    close(ann, days_ago=30)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE books_balance SET debits_minor = debits_minor + 1 WHERE id IN"
            " (SELECT id * 16 FROM books_account WHERE code = 'bank')"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")

    page = ann.get(reverse("admin:books_period_change", args=(Period.objects.get().pk,)))

    assert "bank: kept $5.00, the lines give $5.01" in page.content.decode()


@pytest.mark.parametrize(
    ("days_ago", "reason", "words"),
    [
        (0, "Month's end", "can be closed from"),
        (30, "", "This field is required."),
        (-4000, "x", "can be closed from"),
    ],
)
def test_refused_closing_keeps_what_was_written(
    ann: Client, days_ago: int, reason: str, words: str
) -> None:
    response = close(ann, days_ago=days_ago, reason=reason)

    day = timezone.now().date() - timedelta(days=days_ago)
    assert response.redirect_chain == []
    assert words in response.content.decode()
    assert f'value="{day}"' in response.content.decode()
    assert not Period.objects.exists()


def test_broken_books_are_not_closed(ann: Client) -> None:
    give(days_ago=40)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE books_balance SET credits_minor = credits_minor + 1")
        cursor.execute("SET LOCAL session_replication_role = origin")

    page = close(ann, days_ago=30).content.decode()

    assert "The books do not add up" in page
    assert not Period.objects.exists()


def test_list_of_periods_offers_to_close_the_next(ann: Client) -> None:
    close(ann, days_ago=30)

    with CaptureQueriesContext(connection) as queries:
        page = ann.get(reverse("admin:books_period_changelist"))
    close(ann, days_ago=20)
    close(ann, days_ago=10)
    with CaptureQueriesContext(connection) as more:
        ann.get(reverse("admin:books_period_changelist"))

    assert reverse("admin:books_close") in page.content.decode()
    assert len(queries) == len(more) == 5

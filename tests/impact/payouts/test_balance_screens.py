"""The screen of balances to release: each sees what she may do; nothing typed is lost."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from impact.books.queries import get_balance
from impact.payouts.models import BalanceRelease
from tests.impact.payouts import builders
from tests.impact.payouts.leaving import FUND, LEFT_WITH, agree, leave, move_on, propose

pytestmark = pytest.mark.django_db
LIST, ADD = "admin:payouts_balancerelease_changelist", "admin:payouts_balancerelease_add"


def sign_in(name: str, *permissions: str) -> Client:
    """A staff person who may look, and do these things."""
    user = get_user_model().objects.create_user(name, f"{name}@nomi.example", "x", is_staff=True)
    codes = ["view_balancerelease", "view_balanceapproval", *permissions]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def ask(release: BalanceRelease, name: str) -> str:
    return reverse("admin:payouts_balancerelease_ask", args=(release.pk, name))


def read(client: Client, address: str, **data: Any) -> str:
    return client.get(address, data).content.decode()


def test_whole_path_by_three_people_on_the_screens() -> None:
    leave()
    asker = sign_in("asker", "add_balancerelease")
    first, second = (sign_in(name, "approve_balancerelease") for name in ("first", "second"))

    today = read(asker, reverse("admin:index"))
    form = read(asker, reverse(ADD))
    asker.post(reverse(ADD), {"account_code": builders.CODE, "reason": "Asked for twice."})
    release = BalanceRelease.objects.get()
    question = read(first, ask(release, "approve"))
    first.post(ask(release, "approve"), {"reason": "Seen."})
    waiting = read(second, reverse("admin:index"))
    second.post(ask(release, "approve"), {"reason": "Seen too."})

    release.refresh_from_db()
    assert (release.state, get_balance(FUND)) == ("released", LEFT_WITH)
    assert "Balances to release" in today
    assert f"{builders.CODE} · $50.00" in form
    assert "$50.00 stands in the training account" in question
    assert "Asked for twice." in waiting


def test_refusal_keeps_what_was_typed() -> None:
    leave()
    release = propose()
    move_on("active")
    person = sign_in("first", "approve_balancerelease")

    page = person.post(ask(release, "approve"), {"reason": "Seen on paper."}).content.decode()

    assert "She is in the programme" in page
    assert "Seen on paper." in page
    assert release.approvals.count() == 0


def test_nobody_proposes_a_balance_that_is_held() -> None:
    leave(months=23)
    asker = sign_in("asker", "add_balancerelease")

    page = asker.post(reverse(ADD), {"account_code": builders.CODE, "reason": "Now."})

    assert "not one of the available choices" in page.content.decode()
    assert BalanceRelease.objects.count() == 0


def test_each_is_offered_what_she_may_do() -> None:
    leave()
    asker = sign_in("asker", "add_balancerelease")
    other = sign_in("other", "add_balancerelease", "approve_balancerelease")
    asker.post(reverse(ADD), {"account_code": builders.CODE, "reason": "Asked for twice."})
    release = BalanceRelease.objects.get()
    page = reverse("admin:payouts_balancerelease_change", args=(release.pk,))

    offered = {
        (who, name): ask(release, name) in read(client, page)
        for who, client in (("asker", asker), ("other", other))
        for name in ("approve", "reject", "take-back")
    }

    assert [pair for pair, is_there in offered.items() if is_there] == [
        ("asker", "take-back"),
        ("other", "approve"),
        ("other", "reject"),
    ]
    asker.post(ask(release, "take-back"), {"reason": "She called."})
    release.refresh_from_db()
    assert (release.state, release.closing_reason) == ("closed", "She called.")


def test_list_asks_no_more_for_more_rows() -> None:
    leave()
    reader = sign_in("reader")
    propose()
    with CaptureQueriesContext(connection) as one:
        reader.get(reverse(LIST))
    for _time in range(2):
        release = BalanceRelease.objects.latest("pk")
        agree(release)
        builders.run_with_guards_off(
            "UPDATE payouts_balancerelease SET state = 'closed', closed_by = 'staff:1',"
            " closing_reason = 'x', ended_at = now() WHERE id = %s",
            release.pk,
        )
        propose()

    with CaptureQueriesContext(connection) as three:
        reader.get(reverse(LIST))

    assert len(three) == len(one)

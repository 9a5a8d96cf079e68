"""Safety flags: one person opens one at once; it is closed when two hold that it is safe."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.consents.models import SafetyFlag
from impact.consents.queries import has_open_flag
from impact.consents.refusals import (
    ClosingNotAskedError,
    ConsentRefusedError,
    FlagClosedError,
    UnknownAccountError,
)
from impact.consents.services.flags import ask_to_close_flag, close_flag, keep_flag, open_flag
from nomi.platform.people import name_actor
from nomi.staff import roles
from tests.impact.consents.builders import ACTOR, OTHER, lift
from tests.impact.participants.builders import find_refusal, run, sign_in

pytestmark = pytest.mark.django_db


def raise_flag(code: str, now: datetime, reason: str = "Somebody asked for her.") -> SafetyFlag:
    return open_flag(account_code=code, reason=reason, actor=ACTOR, now=now)


def ask(flag: SafetyFlag, now: datetime, actor: str = ACTOR) -> SafetyFlag:
    return ask_to_close_flag(flag_id=flag.pk, reason="He has left.", actor=actor, now=now)


def test_flag_is_open_until_a_second_person_closes_it(accounts: list[str], noon: datetime) -> None:
    flag = raise_flag(accounts[0], noon)
    seen = [has_open_flag(code) for code in accounts[:2]]

    ask(flag, noon)
    seen.append(has_open_flag(accounts[0]))
    close_flag(flag_id=flag.pk, actor=OTHER, now=noon)

    assert seen == [True, False, True]
    assert not has_open_flag(accounts[0])


def test_one_open_flag_among_closed_ones_counts(accounts: list[str], noon: datetime) -> None:
    flag = raise_flag(accounts[0], noon)
    raise_flag(accounts[0], noon)

    lift(flag, noon)

    assert has_open_flag(accounts[0])


def test_flag_needs_a_reason_and_an_account(accounts: list[str], noon: datetime) -> None:
    with pytest.raises(ConsentRefusedError, match="Say why"):
        raise_flag(accounts[0], noon, reason="")
    with pytest.raises(UnknownAccountError):
        raise_flag("NNNNNNNN", noon)

    assert SafetyFlag.objects.count() == 0


def test_whoever_asks_to_close_it_does_not_close_it(accounts: list[str], noon: datetime) -> None:
    """Whoever opened it may be the second: she knows best what it was for."""
    flag = raise_flag(accounts[0], noon)
    with pytest.raises(ClosingNotAskedError, match="Nobody asks"):
        close_flag(flag_id=flag.pk, actor=OTHER, now=noon)
    with pytest.raises(ConsentRefusedError, match="Say why"):
        ask_to_close_flag(flag_id=flag.pk, reason="", actor=OTHER, now=noon)
    ask(flag, noon, actor=OTHER)

    with pytest.raises(ConsentRefusedError, match="Whoever asked"):
        close_flag(flag_id=flag.pk, actor=OTHER, now=noon)
    was_open = has_open_flag(accounts[0])
    close_flag(flag_id=flag.pk, actor=ACTOR, now=noon)

    assert (was_open, has_open_flag(accounts[0])) == (True, False)


def test_doubt_keeps_it_open_and_another_may_ask_anew(accounts: list[str], noon: datetime) -> None:
    flag = raise_flag(accounts[0], noon)
    ask(flag, noon)
    with pytest.raises(ClosingNotAskedError, match="already"):
        ask(flag, noon, actor=OTHER)

    keep_flag(flag_id=flag.pk)

    with pytest.raises(ClosingNotAskedError, match="Nobody asks"):
        close_flag(flag_id=flag.pk, actor=OTHER, now=noon)
    assert ask(flag, noon, actor=OTHER).lifting_asked_by == OTHER


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"closed_by": ACTOR}, "closed_by_another"),
        ({"closed_by": OTHER, "closing_reason": "Another."}, "closed_by_another"),
        ({"closed_by": ACTOR, "lifting_asked_by": OTHER}, "closed_by_another"),
        ({"closed_by": ""}, "closed_by_a_person"),
    ],
)
def test_database_refuses_a_closing_by_one(
    accounts: list[str], noon: datetime, change: dict[str, Any], rule: str
) -> None:
    flag = raise_flag(accounts[0], noon)
    ask(flag, noon)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        SafetyFlag.objects.update(closed_at=noon, **change)

    assert rule in refusal.value.__cause__.diag.constraint_name
    assert has_open_flag(accounts[0])


CLOSED = """
INSERT INTO consents_safetyflag (uid, account_code, reason, opened_by, opened_at, lifting_asked_by,
    lifting_asked_at, closing_reason, closed_by, closed_at)
SELECT gen_random_uuid(), account_code, 'x', 'staff:1', now(), 'staff:1', now(), 'x', 'staff:2',
    now() FROM consents_safetyflag
"""
ASKED = "UPDATE consents_safetyflag SET lifting_asked_by = 'staff:1', lifting_asked_at = now()"


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        (CLOSED, "safety_flag_begins_unended"),
        (ASKED, "closing_a_safety_flag_is_asked_for_with_a_reason"),
        (f"{ASKED}, closing_reason = 'x', reason = 'None.'", "safety_flag_ends_once"),
        ("UPDATE consents_safetyflag SET opened_by = 'staff:9'", "safety_flag_ends_once"),
        ("DELETE FROM consents_safetyflag", "safety_flag_is_never_deleted"),
        ("TRUNCATE consents_safetyflag", "safety_flag_is_never_emptied"),
    ],
)
def test_flag_goes_in_no_other_way(
    accounts: list[str], noon: datetime, sql: str, rule: str
) -> None:
    raise_flag(accounts[0], noon)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE would be refused for what still waits

    assert find_refusal(sql) == rule
    assert has_open_flag(accounts[0])


def test_closed_flag_stays_closed(accounts: list[str], noon: datetime) -> None:
    flag = lift(raise_flag(accounts[0], noon), noon)
    before = SafetyFlag.objects.values().get()

    with pytest.raises(FlagClosedError):
        close_flag(flag_id=flag.pk, actor=ACTOR, now=noon)
    with pytest.raises(IntegrityError, match="ends once"), transaction.atomic():
        SafetyFlag.objects.update(closed_at=None, closed_by="", closing_reason="")

    assert SafetyFlag.objects.values().get() == before


def press(client: Client, flag: SafetyFlag, name: str, **typed: str) -> Any:
    return client.post(reverse("admin:consents_safetyflag_ask", args=(flag.pk, name)), typed)


def test_closing_goes_through_two_screens(accounts: list[str]) -> None:
    flag = raise_flag(accounts[0], timezone.now())
    first, second = sign_in(), sign_in(name="dara")

    asked = press(first, flag, "ask-to-close", reason="He has left the town.")
    own = press(first, flag, "close")
    page = second.get(reverse("admin:consents_safetyflag_ask", args=(flag.pk, "close"))).text
    waiting = [
        [panel.title for panel in client.get("/admin/").context["waiting"]]
        for client in (first, second, sign_in(roles.AUDITOR, "audra"))
    ]
    done = press(second, flag, "close")

    flag.refresh_from_db()
    dara = get_user_model().objects.get(username="dara")
    assert (asked.status_code, done.status_code, flag.closed_by) == (302, 302, name_actor(dara))
    assert "no longer possible" in own.text
    for words in ("Somebody asked for her.", "cora asks to close it", "He has left the town."):
        assert words in page
    title = "Safety flags that somebody asks to close"
    assert [title in titles for titles in waiting] == [False, True, False]


def test_each_person_finds_the_buttons_of_her_step_alone(accounts: list[str]) -> None:
    flag = raise_flag(accounts[0], timezone.now())
    clients = [sign_in(), sign_in(name="dara"), sign_in(roles.AUDITOR, "audra")]
    offered = [find_buttons(client, flag) for client in clients]

    press(clients[0], flag, "ask-to-close", reason="He has left the town.")
    offered += [find_buttons(client, flag) for client in clients]

    asks, none = {"ask-to-close"}, set[str]()
    assert offered == [asks, asks, none, {"keep"}, {"close", "keep"}, none]


def find_buttons(client: Client, flag: SafetyFlag) -> set[str]:
    page = client.get(reverse("admin:consents_safetyflag_change", args=(flag.pk,))).text
    return set(re.findall(r"/ask/([a-z-]+)/", page))


def test_what_was_asked_anew_meanwhile_is_not_closed_unread(accounts: list[str]) -> None:
    now = timezone.now()
    flag = ask(raise_flag(accounts[0], now), now)
    second = sign_in(name="dara")
    page = second.get(reverse("admin:consents_safetyflag_ask", args=(flag.pk, "close")))
    keep_flag(flag_id=flag.pk)
    ask_to_close_flag(flag_id=flag.pk, reason="Other words.", actor=ACTOR, now=now)

    answer = press(second, flag, "close", seen=page.context["seen"])

    assert "changed since you looked" in answer.text
    assert has_open_flag(accounts[0])

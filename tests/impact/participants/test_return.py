"""One person alone moves her where nothing of her is shown; that she is back takes two."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from impact.consents.models import Channel, Purpose
from impact.consents.queries import may_publish
from impact.participants.models import StatusChange
from impact.participants.queries.accounts import find_returns_to_check
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services import change_status, check_return
from nomi.staff import roles
from tests.impact.consents.builders import allow
from tests.impact.participants.builders import (
    CODE,
    NOON,
    OTHER,
    WORKER,
    ask_about_shelter,
    find_refusal,
    make_participant,
    sign_in,
)

pytestmark = pytest.mark.django_db
HIDING = ("paused", "left", "transferred", "unreachable", "deceased")


@pytest.fixture(autouse=True)
def _agreed() -> None:
    """She agreed to a page of her own, and was in no shelter."""
    ask_about_shelter(make_participant())
    allow(CODE, NOON)


def is_shown() -> bool:
    use = {"purpose": Purpose.PUBLIC_PAGE, "channel": Channel.WEB}
    return may_publish(account_code=CODE, now=NOON, **use)


def move(*statuses: str, actor: str = WORKER) -> StatusChange:
    for status in statuses:
        change = change_status(
            account_code=CODE,
            status=status,
            on=NOON.date(),
            reason="Her own word.",
            actor=actor,
            now=NOON,
        )
    return change


def check(actor: str = OTHER) -> StatusChange:
    return check_return(account_code=CODE, actor=actor, now=NOON)


@pytest.mark.parametrize("gone", HIDING)
@pytest.mark.parametrize("back", ["active", "follow_up", "graduated"])
def test_one_person_hides_her_and_two_show_her_again(gone: str, back: str) -> None:
    seen = [is_shown()]

    for act in (lambda: move(gone), lambda: move(back), check):
        act()
        seen.append(is_shown())

    assert seen == [True, False, False, True]


def test_steps_among_what_is_shown_need_nobody_else_and_pass_for_no_check() -> None:
    move("follow_up", "active", "graduated")
    stayed = is_shown()

    move("left", "active", "graduated")

    assert (stayed, is_shown()) == (True, False)


def test_each_return_is_checked_anew_and_only_the_latest_waits() -> None:
    move("left", "active")
    check()

    move("paused", "active", "paused", "active")
    alone = is_shown()
    waiting = find_returns_to_check(actor=OTHER).count()
    check()

    assert (alone, waiting, is_shown()) == (False, 1, True)


def test_who_is_gone_again_waits_for_nobody() -> None:
    move("paused", "active", "paused")

    assert find_returns_to_check(actor=OTHER).count() == 0
    with pytest.raises(ProgrammeRefusedError, match="No return of hers waits"):
        check()


def test_whoever_wrote_it_does_not_check_it_and_nothing_is_checked_twice() -> None:
    with pytest.raises(ProgrammeRefusedError, match="No return of hers waits"):
        check()
    move("left", "active")
    with pytest.raises(ProgrammeRefusedError, match="Whoever wrote that she is back"):
        check(WORKER)
    was_shown = is_shown()
    check()

    with pytest.raises(ProgrammeRefusedError, match="No return of hers waits"):
        check("staff:3")

    assert (was_shown, is_shown()) == (False, True)


SET = "UPDATE participants_statuschange SET checked_by = '{}' WHERE from_status = 'left'"
COPY = """
INSERT INTO participants_statuschange (account_id, from_status, to_status, "on", reason,
    changed_by, at, checked_by)
SELECT id, 'active', 'left', current_date, 'x', 'staff:1', now(), 'staff:2'
FROM participants_trainingaccount
"""


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        (SET.format(WORKER), "return_is_checked_by_another"),
        (SET.format("nobody"), "return_is_checked_by_another"),
        (SET.format("staff:2', changed_by = 'staff:3"), "status_change_is_checked_once"),
        (COPY, "status_change_begins_unchecked"),
    ],
)
def test_database_refuses_a_check_that_is_none(sql: str, rule: str) -> None:
    move("left", "active")

    assert find_refusal(sql) == rule
    assert not is_shown()


def test_check_is_final() -> None:
    move("left", "active")
    check()

    assert find_refusal(SET.format("staff:3")) == "status_change_is_checked_once"


def press(client: Any, name: str, **typed: str) -> Any:
    key = StatusChange.objects.latest("pk").account.participant.pk
    return client.post(reverse("admin:participants_participant_ask", args=(key, name)), typed)


def write_back(client: Any) -> Any:
    today = timezone.now().date().isoformat()
    press(client, "status", status="unreachable", on=today, reason="She answers no call.")
    return press(client, "status", status="active", on=today, reason="She called us.")


def test_return_goes_through_two_screens() -> None:
    first, second = sign_in(), sign_in(name="dara")

    told = first.get(write_back(first).url).text
    own = press(first, "check-return")
    address = reverse(
        "admin:participants_participant_ask",
        args=(StatusChange.objects.latest("pk").account.participant.pk, "check-return"),
    )
    page = second.get(address).text
    waiting = [
        [panel.title for panel in client.get("/admin/").context["waiting"]]
        for client in (first, second, sign_in(roles.AUDITOR, "audra"))
    ]
    press(second, "check-return")

    assert "Nothing of hers is shown before another person has checked it" in told
    assert "no longer possible" in own.text
    for words in ("cora wrote: from “unreachable” to “active”", "She called us."):
        assert words in page
    title = "Women who are back, to check"
    assert [title in titles for titles in waiting] == [False, True, False]
    assert is_shown()


def test_return_that_was_written_anew_meanwhile_is_not_checked_unread() -> None:
    first, second = sign_in(), sign_in(name="dara")
    write_back(first)
    key = StatusChange.objects.latest("pk").account.participant.pk
    address = reverse("admin:participants_participant_ask", args=(key, "check-return"))
    page = second.get(address)
    write_back(first)

    answer = press(second, "check-return", seen=page.context["seen"])

    assert "changed since you looked" in answer.text
    assert not is_shown()

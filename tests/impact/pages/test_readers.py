"""Updates by mail: asked for, confirmed from the mailbox, ended with one press."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from impact.pages.models import Subscriber
from impact.pages.services import readers, updates
from nomi.platform.outbox import services as outbox
from nomi.platform.outbox.models import OutboxMessage
from tests.forms import send_form
from tests.impact.pages.test_updates import publish, write

pytestmark = pytest.mark.django_db
ASK = "/impact/updates/by-mail/"
EMAIL = "reader@example.org"


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


def ask(email: str = EMAIL, *, language: str = "") -> Any:
    return Client(REMOTE_ADDR="203.0.113.9").post(f"{language}{ASK}", {"email": email})


def send(mailoutbox: list[Any]) -> list[Any]:
    """Send what is owed; return the mails that left."""
    before = len(mailoutbox)
    while outbox.relay_due(now=timezone.now()):
        pass
    return mailoutbox[before:]


def find_link(mail: Any, end: str) -> str:
    found = re.search(rf"(/\w\w)?/impact/updates/by-mail/[\w-]+/{end}/", mail.body)
    assert found is not None, mail.body
    return found[0]


def begin(mailoutbox: list[Any]) -> None:
    """Ask and confirm."""
    ask()
    [mail] = send(mailoutbox)
    Client().post(find_link(mail, "yes"))


def test_an_address_reads_once_its_owner_pressed_the_link(mailoutbox: list[Any]) -> None:
    answer = ask(" Reader@Example.org")
    [mail] = send(mailoutbox)
    link = find_link(mail, "yes")
    looked = Client().get(link)
    before = Subscriber.objects.get().confirmed_at

    pressed = Client().post(link)

    assert (answer.status_code, answer.url, mail.to) == (302, f"{ASK}sent/", [EMAIL])
    assert (looked.status_code, before) == (200, None)
    assert b"You get a mail for each update from now on." in pressed.content
    assert Subscriber.objects.get().confirmed_at is not None


def test_browsers_that_hide_the_origin_of_the_form_are_heard(mailoutbox: list[Any]) -> None:
    """The pages behind a mail's link go without a referrer, and forms on them without an origin."""
    browser = Client(enforce_csrf_checks=True)
    ask()
    [mail] = send(mailoutbox)
    send_form(browser, find_link(mail, "yes"))
    confirmed_at = Subscriber.objects.get().confirmed_at
    publish()
    updates.mail_updates(now=timezone.now())
    [mail] = send(mailoutbox)

    left = send_form(browser, find_link(mail, "no"))

    assert confirmed_at is not None
    assert (left.status_code, Subscriber.objects.count()) == (200, 0)


def test_the_answer_is_the_same_to_a_reader_a_stranger_and_one_asked_too_often(
    mailoutbox: list[Any],
) -> None:
    begin(mailoutbox)

    answers = [ask(email) for email in (EMAIL, "new@example.org", *["often@example.org"] * 4)]

    assert {(one.status_code, one.url) for one in answers} == {(302, f"{ASK}sent/")}
    assert sorted(mail.to[0] for mail in send(mailoutbox)) == [
        "new@example.org",
        "often@example.org",
    ]


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "x" * 300 + "@example.org", "a\0@b.org"])
def test_what_is_no_address_is_told_beside_the_field_and_kept(email: str) -> None:
    answer = ask(email)

    assert answer.status_code in {400, 422}
    assert Subscriber.objects.count() == 0
    assert OutboxMessage.objects.count() == 0


def test_many_addresses_from_one_network_wait_and_lose_nothing() -> None:
    for number in range(10):
        ask(f"reader{number}@example.org")

    answer = ask("eleventh@example.org")

    assert answer.status_code == 429
    assert b"Many addresses came from your connection." in answer.content
    assert b"eleventh@example.org" in answer.content
    assert Subscriber.objects.count() == 10


def test_each_update_goes_once_to_those_who_confirmed(mailoutbox: list[Any]) -> None:
    begin(mailoutbox)
    ask("silent@example.org")
    send(mailoutbox)
    publish()
    write("draft")

    owed = [updates.mail_updates(now=timezone.now()) for _twice in range(2)]

    [mail] = send(mailoutbox)
    assert (owed, mail.to, mail.subject) == ([1, 0], [EMAIL], "Two new courses")
    assert "/impact/updates/two-courses/" in mail.body


def test_mail_and_feed_hold_no_word_of_an_update_about_one_woman(
    mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are kept by those who have them, so that no withdrawal reaches them."""
    monkeypatch.setattr("impact.pages.queries.may_tell", lambda **_asked: True)
    begin(mailoutbox)
    publish("leaf-and-zippers", account_code="7K2MXQ4T", title="Leaf learned zippers")
    updates.mail_updates(now=timezone.now())

    [mail] = send(mailoutbox)
    feed = Client().get("/impact/updates.rss").content.decode()
    page = Client().get("/impact/updates/").content.decode()

    kept = f"{mail.subject}\n{mail.body}\n{mail.alternatives}\n{feed}".lower()
    assert [
        word for word in ("leaf learned", "leaf-and", "zippers", "7k2mxq4t") if word in kept
    ] == []
    assert "Leaf learned zippers" in page


def test_one_press_ends_it_and_forgets_the_address(mailoutbox: list[Any]) -> None:
    begin(mailoutbox)
    publish()
    updates.mail_updates(now=timezone.now())
    [mail] = send(mailoutbox)
    publish("another")
    updates.mail_updates(now=timezone.now())
    link = find_link(mail, "no")
    assert Client().get(link).status_code == 200
    assert Subscriber.objects.count() == 1

    answers = [Client().post(link).content for _twice in range(2)]

    assert [b"your address is forgotten" in one for one in answers] == [True, True]
    assert (Subscriber.objects.count(), send(mailoutbox)) == (0, [])


def test_a_made_up_link_changes_nothing(mailoutbox: list[Any]) -> None:
    begin(mailoutbox)
    before = list(Subscriber.objects.order_by("pk").values())

    answers = [Client().post(f"{ASK}{'x' * 32}/{end}/") for end in ("yes", "no")]

    assert [one.status_code for one in answers] == [200, 200]
    assert b"This link is too old or was not copied whole." in answers[0].content
    assert list(Subscriber.objects.order_by("pk").values()) == before


def test_addresses_that_nobody_confirmed_are_forgotten_after_a_week(mailoutbox: list[Any]) -> None:
    begin(mailoutbox)
    ask("silent@example.org")
    now = timezone.now()

    gone = [readers.forget_unconfirmed(now=now + timedelta(days=days)) for days in (6, 8)]

    assert gone == [0, 1]
    assert Subscriber.objects.get().email == EMAIL


@pytest.mark.parametrize(
    ("language", "subject", "closing"),
    [
        ("es", "¿Quieres nuestras novedades por correo?", "Recibes este correo porque pediste"),
        ("km", "តើអ្នកចង់បានដំណឹងថ្មីរបស់យើងតាមអ៊ីមែលទេ?", "អ្នកទទួលសំបុត្រនេះ ដោយសារអ្នកបានស្នើសុំ"),
    ],
)
def test_reader_is_written_to_in_the_language_in_which_she_asked(
    mailoutbox: list[Any], language: str, subject: str, closing: str
) -> None:
    ask(language=f"/{language}")
    [question] = send(mailoutbox)
    Client().post(find_link(question, "yes"))
    publish()
    updates.mail_updates(now=timezone.now())

    [news] = send(mailoutbox)

    assert (question.subject, news.subject) == (subject, "Two new courses")
    assert closing in news.body
    for mail, end in ((question, "yes"), (news, "no")):
        assert find_link(mail, end).startswith(f"/{language}/impact/")
        assert f'<html lang="{language}">' in mail.alternatives[0][0]


def test_who_asks_anew_in_another_language_is_asked_in_that_one(mailoutbox: list[Any]) -> None:
    ask()
    send(mailoutbox)
    Subscriber.objects.update(asked_at=timezone.now() - readers.AGAIN)

    ask(language="/es")

    [mail] = send(mailoutbox)
    assert find_link(mail, "yes").startswith("/es/")

"""Writing to us: a mail once, spam refused in words, and nothing kept."""

import io
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as store
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from nomi.platform.logging.configuration import configure
from nomi.platform.outbox import services as outbox
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.seals import make_seal
from shop.content import contact
from shop.content.models import ContactMessage

pytestmark = pytest.mark.django_db
MESSAGE = {
    "text": "Does the tote take a canary?",
    "email": "canary@example.org",
    "name": "Canary Bird",
    "order_number": "N-4711",
    "website": "",
}


@pytest.fixture(autouse=True)
def _count_anew() -> None:
    cache.clear()


def seal(**ago: float) -> str:
    return make_seal(now=timezone.now() - timedelta(**(ago or {"minutes": 1})))


def post(client: Client, network: str = "203.0.113.9", **other: str) -> Any:
    return client.post("/contact/", {**MESSAGE, "seal": seal(), **other}, REMOTE_ADDR=network)


def test_message_reaches_us_and_its_answer_its_writer(client: Client, settings: Any) -> None:
    settings.CONTACT_MAIL = "help@nomi.example"

    answer = post(client)
    outbox.relay_due(now=timezone.now() + timedelta(seconds=1))

    [sent] = mail.outbox
    assert (answer.status_code, answer["Location"]) == (302, "/contact/sent/")
    assert client.get("/contact/sent/").status_code == 200
    assert (sent.to, sent.reply_to) == (["help@nomi.example"], ["canary@example.org"])
    assert sent.subject == "A message about order N-4711"
    for words in (sent.body, sent.alternatives[0].content):
        assert "Does the tote take a canary?" in words
        assert "Canary Bird" in words


def test_message_is_forgotten_once_its_mail_has_left(client: Client) -> None:
    post(client)
    early = contact.forget_messages(now=timezone.now())
    outbox.relay_due(now=timezone.now() + timedelta(seconds=1))

    late = contact.forget_messages(now=timezone.now())

    assert (early, late, ContactMessage.objects.count()) == (0, 1, 0)


def test_message_that_never_left_is_forgotten_after_ninety_days(client: Client) -> None:
    post(client)
    kept = contact.forget_messages(now=timezone.now() + timedelta(days=89))

    gone = contact.forget_messages(now=timezone.now() + timedelta(days=91))

    assert (kept, gone, ContactMessage.objects.count()) == (0, 1, 0)
    assert OutboxMessage.objects.count() == 0


def test_form_sent_twice_is_one_message(client: Client) -> None:
    stamp = seal()

    answers = [post(client, seal=stamp).status_code for _time in range(2)]

    assert answers == [302, 302]
    assert (ContactMessage.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_other_words_from_a_form_that_was_kept_open_are_another_message(client: Client) -> None:
    stamp = seal()

    answers = [post(client, seal=stamp, text=text).status_code for text in ("One.", "Two.")]

    assert answers == [302, 302]
    assert list(ContactMessage.objects.values_list("text", flat=True)) == ["One.", "Two."]
    assert OutboxMessage.objects.count() == 2


def test_looking_keeps_nothing(client: Client) -> None:
    answer = client.get("/contact/")

    assert answer.status_code == 200
    assert ContactMessage.objects.count() == 0


@pytest.mark.parametrize(
    "other",
    [
        {"seal": ""},
        {"seal": "forged.1.x"},
        {"website": "http://pills.example"},
        {"text": ""},
        {"text": "x" * 4_001},
        {"text": "nul\0"},
        {"email": ""},
        {"email": "no address"},
        {"email": "a@b.example\nBcc: c@d.example"},
        {"order_number": "x" * 41},
    ],
)
def test_refusal_is_words_on_the_page_and_keeps_what_was_typed(
    client: Client, other: dict[str, str]
) -> None:
    answer = post(client, **other)

    form = answer.context["form"]
    assert answer.status_code == 422
    assert len(form.errors) == 1
    for name in ("text", "email", "name", "order_number"):
        assert form[name].value() == {**MESSAGE, **other}[name]
    assert (ContactMessage.objects.count(), OutboxMessage.objects.count()) == (0, 0)


@pytest.mark.parametrize("ago", [{"seconds": 1}, {"hours": 13}])
def test_too_fast_and_too_old_are_asked_again_and_then_taken(
    client: Client, ago: dict[str, float]
) -> None:
    refused = post(client, seal=seal(**ago))
    before = ContactMessage.objects.count()

    assert (refused.status_code, before) == (422, 0)
    assert post(client, seal=seal()).status_code == 302


def test_one_network_sends_ten_and_another_is_not_counted_with_it(client: Client) -> None:
    answers = [post(client).status_code for _time in range(11)]
    elsewhere = post(client, network="198.51.100.7").status_code

    assert (answers[:10], answers[10], elsewhere) == ([302] * 10, 429, 302)
    assert ContactMessage.objects.count() == 11


def test_subject_stays_on_one_line(client: Client) -> None:
    post(client, order_number="N-1\tBcc: x@y.example")
    outbox.relay_due(now=timezone.now() + timedelta(seconds=1))

    assert mail.outbox[0].subject == "A message about order N-1 Bcc: x@y.example"


def test_nothing_of_a_message_is_in_logs_or_the_outbox(client: Client) -> None:
    configure({**store.LOGGING, "root": {"handlers": ["console"], "level": "INFO"}})
    [handler] = [one for one in logging.getLogger().handlers if one.get_name() == "console"]
    caught = io.StringIO()
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(caught)
    post(client)
    post(client, email="canary at example")
    outbox.relay_due(now=timezone.now() + timedelta(seconds=1))
    handler.setStream(before)

    told = caught.getvalue() + repr(list(OutboxMessage.objects.order_by("pk").values()))
    assert "mail_sent" in told
    assert "canary" not in told.lower()

"""Case 49: the mail server is down. The outbox tries again; the order is untouched."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from nomi.platform.outbox import registry
from nomi.platform.outbox import services as outbox
from nomi.platform.outbox.mail import Mail
from nomi.platform.outbox.models import OutboxMessage
from shop.stripe_checkout import services
from tests.failure_cases import scenes
from tests.failure_cases.mail_server import run_mail_server
from tests.shop.fulfilment.orders import make_paid_order

pytestmark = pytest.mark.django_db


def _write(reference: str) -> Mail:
    return Mail(to="buyer@example.org", subject=reference, text="Thank you", html="<p>Thanks</p>")


def test_mail_leaves_once_when_the_server_is_back(
    stripe: Any, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(registry._RENDERERS, "order_paid", _write)
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    services.settle(attempt_id=attempt.pk, now=timezone.now())
    now = timezone.now() + timedelta(seconds=1)

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    while_down = outbox.relay_due(now=now)
    during = scenes.count_effects(order)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    too_early = outbox.relay_due(now=now)
    when_due = outbox.relay_due(now=now + timedelta(hours=1))
    again = outbox.relay_due(now=now + timedelta(hours=2))

    assert during == scenes.PAID
    assert (while_down, too_early, when_due, again) == (0, 0, 1, 0)
    assert [message.subject for message in mail.outbox] == [order.number]
    assert OutboxMessage.objects.get().tries == 2


@pytest.mark.parametrize(
    ("code", "state", "tries"), [(550, "dead", 1), (553, "dead", 1), (450, "waiting", 1)]
)
def test_case_49_refused_mailbox_is_given_to_staff_and_the_order_stays(
    stripe: Any, settings: Any, admin_client: Any, code: int, state: str, tries: int
) -> None:
    order, other = make_paid_order(stripe), make_paid_order(stripe)
    type(order).objects.filter(pk=order.pk).update(guest_email="nobody@example.org")
    before = scenes.count_effects(order)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"

    with run_mail_server({"nobody@example.org": code}) as server:
        settings.EMAIL_PORT = server.port
        sent = outbox.relay_due(now=timezone.now() + timedelta(seconds=1))

    message = OutboxMessage.objects.get(reference=order.number)
    assert (sent, server.took) == (1, [other.email])
    assert (message.state, message.tries, message.error) == (state, tries, "SMTPRecipientsRefused")
    assert scenes.count_effects(order) == before
    shown = admin_client.get("/admin/outbox/outboxmessage/?state__exact=dead").content.decode()
    assert (order.number in shown) == (state == "dead")

"""Faults 7 and 8: mails made of database text, and mails kept with the links in them."""

from typing import Any

import pytest
from django.contrib import admin
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.apps.communication.utils import Dispatcher
from oscar.core.loading import get_model

from nomi.demo.logins import SHOPPER_EMAIL
from nomi.platform.outbox import services as outbox
from nomi.platform.outbox.models import OutboxMessage
from tests.shop.fulfilment.orders import make_paid_order

pytestmark = pytest.mark.django_db
SPY = "{{ user.password }}{{ order.user.password }} Spied on"
CODES = (
    "ORDER_PLACED",
    "ORDER_PAID",
    "REGISTRATION",
    "PASSWORD_RESET",
    "PASSWORD_CHANGED",
    "EMAIL_CHANGED",
    "PRODUCT_ALERT",
)


def write_templates() -> None:
    for code in CODES:
        get_model("communication", "CommunicationEventType").objects.update_or_create(
            code=code,
            defaults={
                "name": code,
                "email_subject_template": "Spied on",
                "email_body_template": SPY,
                "email_body_html_template": SPY,
            },
        )


def test_fault_07_stock_renders_database_text_that_reads_password_hashes(shopper: Any) -> None:
    write_templates()
    kind = get_model("communication", "CommunicationEventType").objects.get(code="REGISTRATION")

    written = kind.get_messages({"user": shopper})

    assert shopper.password in written["body"]


def test_fault_07_no_mail_of_ours_is_made_of_database_text(
    client: Client, shopper: Any, stripe: Any
) -> None:
    write_templates()
    make_paid_order(stripe)

    client.post(reverse("account_reset_password"), {"email": SHOPPER_EMAIL})
    client.post(
        reverse("account_signup"), {"email": "new@shopper.example", "password1": "long-enough-9"}
    )
    outbox.relay_due(now=timezone.now())

    assert len(mail.outbox) >= 3
    for message in mail.outbox:
        assert "Spied on" not in message.subject + str(message.body)


def test_fault_07_staff_have_no_page_to_write_mails(admin_client: Client) -> None:
    kinds = get_model("communication", "CommunicationEventType")

    assert kinds not in admin.site._registry
    assert admin_client.get("/dashboard/comms/").status_code == 404


def test_fault_08_stock_keeps_a_mail_with_its_reset_link(settings: Any, shopper: Any) -> None:
    settings.OSCAR_SAVE_SENT_EMAILS_TO_DB = True
    link = "https://shop.example/password-reset/MQ/secret/"

    Dispatcher().send_user_email_messages(
        shopper, {"subject": "New password", "body": link, "html": "", "sms": ""}
    )

    assert link in get_model("communication", "Email").objects.get().body_text


def test_fault_08_reset_link_is_kept_nowhere(client: Client, shopper: Any, settings: Any) -> None:
    client.post(reverse("account_reset_password"), {"email": SHOPPER_EMAIL})

    [message] = mail.outbox
    assert "/account/password/reset/key/" in message.body
    assert settings.OSCAR_SAVE_SENT_EMAILS_TO_DB is False
    assert get_model("communication", "Email").objects.count() == 0
    assert get_model("communication", "Notification").objects.count() == 0
    assert OutboxMessage.objects.count() == 0

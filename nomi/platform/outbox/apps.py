"""The room's place in Django's app registry."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Mails as rows: written in the transaction that causes them, sent later, once."""

    name = "nomi.platform.outbox"
    label = "outbox"

"""The room's place in Django's app registry."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Private links: unguessable, expiring, hashed at rest."""

    name = "nomi.platform.tokens"
    label = "tokens"

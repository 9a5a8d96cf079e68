"""The room's place in Django's app registry."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Identities, apart from everything else."""

    name = "impact.vault"
    label = "vault"

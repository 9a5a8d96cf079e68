"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ProofsConfig(AppConfig):
    """The tamper-evident log of the books: leaves, checkpoints, receipts."""

    name = "impact.proofs"
    label = "proofs"

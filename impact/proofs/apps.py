"""The room's place in Django's app registry."""

from django.apps import AppConfig


class ProofsConfig(AppConfig):
    """The tamper-evident log of the books: leaves, checkpoints, receipts."""

    name = "impact.proofs"
    label = "proofs"

    def ready(self) -> None:
        """Let nobody lift the halt of broken books while the log does not fit."""
        from impact.books.halts import BROKEN_BOOKS, watch_cause
        from impact.proofs.services.verification import list_log_faults

        watch_cause(BROKEN_BOOKS, list_log_faults)

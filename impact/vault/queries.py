"""Reading about the vault: what is on file and who looked; nothing here opens anything."""

from django.db.models import QuerySet

from impact.vault.models import Erasure, ErasureRequest, Look, SealedField


def list_looks(account_code: str) -> QuerySet[Look]:
    """Return who read, found, wrote or erased what of one woman, latest first: it is hers to see.

    A search that did not find her is nobody's look at her.
    """
    return Look.objects.filter(account_code=account_code)


def list_fields_on_file(account_code: str) -> dict[str, SealedField]:
    """Return which fields are on file, by name; they stay sealed."""
    return {row.name: row for row in SealedField.objects.filter(account_code=account_code)}


def find_waiting_request(account_code: str) -> ErasureRequest | None:
    """Return who asked to erase the record and why; None when nobody waits for an answer."""
    return list_waiting_requests().filter(account_code=account_code).first()


def list_waiting_requests() -> QuerySet[ErasureRequest]:
    """Return the records that are to be erased and wait for a second person, oldest first."""
    return ErasureRequest.objects.filter(answered_at__isnull=True).order_by("asked_at", "pk")


def is_erased(account_code: str) -> bool:
    """Return whether the record was erased."""
    return Erasure.objects.filter(account_code=account_code).exists()

"""Reading about the vault: what is on file and who looked; nothing here opens anything."""

from django.db.models import QuerySet

from impact.vault.models import Erasure, Look, SealedField


def list_looks(account_code: str) -> QuerySet[Look]:
    """Return who read, found, wrote or erased what of one woman, latest first: it is hers to see.

    A search that did not find her is nobody's look at her.
    """
    return Look.objects.filter(account_code=account_code)


def list_fields_on_file(account_code: str) -> dict[str, SealedField]:
    """Return which fields are on file, by name; they stay sealed."""
    return {row.name: row for row in SealedField.objects.filter(account_code=account_code)}


def is_erased(account_code: str) -> bool:
    """Return whether the record was erased."""
    return Erasure.objects.filter(account_code=account_code).exists()

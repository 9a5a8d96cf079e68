"""Taking in what witnesses sign."""

from datetime import UTC, datetime

from django.db import transaction

from impact.proofs.keys import list_witness_keys
from impact.proofs.models import Checkpoint, Cosignature
from impact.proofs.notes import NoteBrokenError, PublicKey, find_signature, verify_cosignature


class UnknownWitnessError(Exception):
    """The line is of no witness in LOG_WITNESS_KEYS; nothing was kept."""


class NotOverThisLogError(Exception):
    """The witness signed no checkpoint that this log published; nothing was kept."""


@transaction.atomic
def import_cosignature(*, line: str, now: datetime) -> Cosignature:
    """Keep a witness's signature line under the checkpoint it fits; return what is kept.

    Safe to call again with the same line. Raises `UnknownWitnessError` or `NotOverThisLogError`.
    """
    line = line.strip() + "\n"
    key = _find_witness(line)
    for checkpoint in Checkpoint.objects.all():
        try:
            seconds = verify_cosignature(checkpoint.note, line, key)
        except NoteBrokenError:
            continue
        kept, _made = Cosignature.objects.get_or_create(
            checkpoint=checkpoint,
            witness=key.name,
            defaults={
                "line": line,
                "witnessed_at": datetime.fromtimestamp(seconds, tz=UTC),
                "imported_at": now,
            },
        )
        return kept
    raise NotOverThisLogError("The line fits no checkpoint that this log published.")


def _find_witness(line: str) -> PublicKey:
    """Return the witness whose key the line names."""
    for key in list_witness_keys():
        try:
            if find_signature([line.strip()], key) is not None:
                return key
        except NoteBrokenError:
            break
    raise UnknownWitnessError("The line is of no witness in LOG_WITNESS_KEYS.")

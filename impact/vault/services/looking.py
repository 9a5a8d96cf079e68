"""Reading one field, and finding a record: first the look is committed, then something opens."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from impact.vault import blind, sealing
from impact.vault.models import IndexEntry, Look, SealedField
from impact.vault.queries import list_waiting_requests
from impact.vault.refusals import NotOnFileError, committed_or_refused


@dataclass(frozen=True, kw_only=True)
class Looker:
    """Who looks, why, from where and when."""

    actor: str
    reason: str
    address: str
    now: datetime


def note_look(looker: Looker, *, kind: str, account_code: str = "", field: str = "") -> None:
    """Write a look down in the transaction of the caller."""
    Look.objects.create(
        at=looker.now,
        actor=looker.actor,
        kind=kind,
        account_code=account_code,
        field=field,
        reason=looker.reason,
        address=looker.address,
    )


def reveal_field(*, account_code: str, field: str, looker: Looker) -> str:
    """Return what one field of one record holds (SAFETY.md, P8).

    The look is committed in a transaction of its own before the key is touched. Raises
    `NotOnFileError`, `TooManyLooksError` past ten an hour, `LookNotWrittenError` when the log
    fails, and `SealedShutError` when key or row are not the field's own; in none of these cases
    anything was opened. Each call is a look of its own.
    """
    row = SealedField.objects.filter(account_code=account_code, name=field).first()
    if row is None:
        raise NotOnFileError(_("This is not on file."))
    with committed_or_refused():
        note_look(looker, kind=Look.Kind.REVEALED, account_code=account_code, field=field)
    return sealing.open_field(row)


def find_records(*, kind: str, words: str, looker: Looker) -> list[str]:
    """Return the codes of records with exactly this full name or phone, in code order.

    The search is committed before the index is asked, and each record that it found afterwards,
    before any code is told; neither holds the words. A record that is to be erased is not found.
    Raises `TooManyLooksError` past thirty an hour and `LookNotWrittenError`.
    """
    with committed_or_refused():
        note_look(looker, kind=Look.Kind.SEARCHED)
    kinds = [kind] if kind == IndexEntry.Kind.PHONE else ["name", "own_script"]
    digests = [found for one in kinds if (found := blind.digest(words, kind=one)) is not None]
    entries = IndexEntry.objects.filter(kind__in=kinds, digest__in=digests).exclude(
        account_code__in=list_waiting_requests().values("account_code")
    )
    codes = sorted(set(entries.values_list("account_code", flat=True)))
    with committed_or_refused():
        for code in codes:
            note_look(looker, kind=Look.Kind.FOUND, account_code=code)
    return codes

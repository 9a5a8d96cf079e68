"""Putting an identity into the vault, field by field."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from uuid import uuid4

from django.db import connection
from django.utils.translation import gettext as _

from impact.participants.models import TrainingAccount
from impact.participants.pseudonyms import is_too_near
from impact.vault import blind, sealing
from impact.vault.models import IndexEntry, Look, SealedField
from impact.vault.refusals import (
    NearPseudonymError,
    NotOnFileError,
    TooYoungError,
    committed_or_refused,
)
from impact.vault.services.looking import Looker, note_look

NAMES = ("given_name", "family_name", "own_script")
INDEXED = (*NAMES, "phone")
ADULT_YEARS = 18


def write_fields(*, account_code: str, values: Mapping[str, str], looker: Looker) -> list[str]:
    """Seal what is given and return which fields were written; what is empty stays as it was.

    The look of each field is written in the same transaction. Raises `NotOnFileError` for no
    such account, `NearPseudonymError` for a name that her pseudonym could be guessed from
    (DOMAIN.md, rule 26), `TooYoungError` for a birth date under 18 when her account was opened
    (rule 21), `ErasedError` for a record that was erased, `SealedShutError` under a wrong key.
    """
    given = {name: text.strip() for name, text in values.items() if text.strip()}
    account = TrainingAccount.objects.filter(code=account_code).first()
    if account is None:
        raise NotOnFileError(_("There is no training account with this code."))
    _check(account, given)
    with committed_or_refused():
        lock_record(account_code)
        key_row = sealing.make_key(account_code=account_code, now=looker.now)
        key = sealing.unwrap(key_row)
        for name, text in given.items():
            _write(key, account_code=account_code, name=name, text=text, looker=looker)
        if set(given) & set(INDEXED):
            _index(account_code)
    return list(given)


def _check(account: TrainingAccount, given: Mapping[str, str]) -> None:
    """Refuse what may not stand beside her account; a birth date that is no date says nothing."""
    if any(is_too_near(account.pseudonym, given[name]) for name in NAMES if name in given):
        raise NearPseudonymError(
            _("Her pseudonym is too near to this name. Retire it first; nothing was written.")
        )
    with suppress(ValueError):
        born = date.fromisoformat(given.get("birth_date", ""))
        opened = account.opened_on
        years = opened.year - born.year - ((opened.month, opened.day) < (born.month, born.day))
        if years < ADULT_YEARS:
            raise TooYoungError(
                _("By this date she was under 18 when her account was opened. Nothing was written.")
            )


def lock_record(account_code: str) -> None:
    """Let one writer at a time at a record, whether there is a row of it or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(%s, 8664))",
            [account_code],
        )


def _write(key: bytes, *, account_code: str, name: str, text: str, looker: Looker) -> None:
    row = SealedField.objects.filter(account_code=account_code, name=name).first()
    row = row or SealedField(uid=uuid4(), account_code=account_code, name=name)
    row.sealed = sealing.seal_field(key, text, context=row.context)
    row.written_by, row.written_at = looker.actor, looker.now
    row.save()
    note_look(looker, kind=Look.Kind.WRITTEN, account_code=account_code, field=name)


def _index(account_code: str) -> None:
    """Make the digests anew from what the record holds now."""
    rows = SealedField.objects.filter(account_code=account_code, name__in=INDEXED)
    digests = blind.list_digests({row.name: sealing.open_field(row) for row in rows})
    IndexEntry.objects.filter(account_code=account_code).delete()
    IndexEntry.objects.bulk_create(
        IndexEntry(account_code=account_code, kind=kind, digest=made)
        for kind, made in digests.items()
    )

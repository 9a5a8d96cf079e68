"""Erasing a record: her key is deleted, so that no copy of the database opens her fields again.

With it goes the secret of her accounts in the log of the books: her lines in it open for nobody,
and the log still verifies (BOOKS.md).

The list of erasures lies outside the database, because a restored backup would have forgotten the
latest. It holds codes and moments, nobody's name.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from impact.books.chart import COMMITTED, TRAINING
from impact.books.models import Account
from impact.books.queries import list_own_references
from impact.consents.refusals import NothingToWithdrawError
from impact.consents.services.consents import withdraw_everything
from impact.proofs.services.erasure import erase_account_secret, erase_reference_secret
from impact.vault.models import (
    Erasure,
    ErasureRequest,
    IndexEntry,
    Look,
    SealedField,
    VaultKey,
)
from impact.vault.queries import find_waiting_request
from impact.vault.refusals import NotAskedError, committed_or_refused
from impact.vault.services.looking import Looker, note_look
from impact.vault.services.writing import lock_record

Answer = ErasureRequest.Answer


def ask_erasure(*, account_code: str, looker: Looker) -> None:
    """Ask that a record be erased: from now on it opens and is found by nobody (ADR 22).

    What she allowed is withdrawn with it, so that nothing of her is shown. Another person erases
    it. Raises `VaultRefusedError` when somebody has asked already.
    """
    with committed_or_refused():
        lock_record(account_code)
        ErasureRequest.objects.create(
            account_code=account_code,
            reason=looker.reason,
            asked_by=looker.actor,
            asked_at=looker.now,
        )
        _withdraw(account_code, looker)
        note_look(looker, kind=Look.Kind.ASKED, account_code=account_code)


def erase_record(*, account_code: str, looker: Looker) -> None:
    """Erase a record for good, as another person has asked (SAFETY.md, P15).

    The list outside is written before anything goes: should the database fail after it, the next
    replay carries the erasure out, which is what two wanted. Raises `NotAskedError`, and
    `VaultRefusedError` for whoever asked.
    """
    with committed_or_refused():
        lock_record(account_code)
        _answer(account_code, Answer.ERASED, looker)
        add_to_list(account_code, now=looker.now)
        _withdraw(account_code, looker)
        _erase(account_code, now=looker.now)
        note_look(looker, kind=Look.Kind.ERASED, account_code=account_code)


def keep_record(*, account_code: str, looker: Looker) -> None:
    """Keep a record that another person asked to erase: it opens again.

    What she allowed stays withdrawn. Raises as `erase_record` does.
    """
    with committed_or_refused():
        lock_record(account_code)
        _answer(account_code, Answer.KEPT, looker)
        note_look(looker, kind=Look.Kind.KEPT, account_code=account_code)


def _answer(account_code: str, answer: Answer, looker: Looker) -> None:
    request = find_waiting_request(account_code)
    if request is None:
        raise NotAskedError(_("Nobody asks to erase this record; nothing was changed."))
    request.answer, request.answered_by, request.answered_at = answer, looker.actor, looker.now
    request.save(update_fields=["answer", "answered_by", "answered_at"])


def _withdraw(account_code: str, looker: Looker) -> None:
    """Withdraw what she allowed, if anything."""
    with suppress(NothingToWithdrawError):
        withdraw_everything(
            account_code=account_code,
            words=_("With her wish to be erased."),
            actor=looker.actor,
            now=looker.now,
        )


def add_to_list(account_code: str, *, now: datetime) -> None:
    """Add a line to the list outside the database, on disk before this returns."""
    path = Path(settings.VAULT_ERASURE_LIST)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w") as listed:
        listed.write(f"{account_code} {now.isoformat()}\n")
        listed.flush()
        os.fsync(listed.fileno())


def read_list(lines: Iterable[str]) -> dict[str, datetime]:
    """Return when each code on the list was erased first."""
    erased: dict[str, datetime] = {}
    for line in lines:
        code, _space, moment = line.strip().partition(" ")
        if code:
            erased.setdefault(code, datetime.fromisoformat(moment))
    return erased


@transaction.atomic
def replay_erasures(erased: dict[str, datetime]) -> list[str]:
    """Erase again whom a restored backup brought back; return their codes.

    Running it again does nothing.
    """
    return [
        code
        for code, moment in sorted(erased.items())
        if _erase(code, now=moment, is_replayed=True)
    ]


def _erase(account_code: str, *, now: datetime, is_replayed: bool = False) -> bool:
    """Delete everything of a record, the key first; return whether there was something to do."""
    _erasure, is_new = Erasure.objects.get_or_create(
        account_code=account_code, defaults={"erased_at": now, "is_replayed": is_replayed}
    )
    rows = (VaultKey.objects, SealedField.objects, IndexEntry.objects)
    deleted = [mine.filter(account_code=account_code).delete()[0] for mine in rows]
    if is_new:
        _close_leaves(account_code)
    return is_new or any(deleted)


def _close_leaves(account_code: str) -> None:
    """Erase the log's secrets of her accounts in the books; what is posted later has new ones.

    Those of what moved her accounts alone go too: their details say what stood in them. A division
    of the fund is that of others as well, and stays.
    """
    codes = (TRAINING + account_code, COMMITTED + account_code)
    hers = Account.objects.filter(code__in=codes)
    for uid in hers.order_by("pk").values_list("uid", flat=True):
        erase_account_secret(account_uid=str(uid))
    for reference in list_own_references(codes=codes, prefixes=(TRAINING, COMMITTED)):
        erase_reference_secret(reference=reference)

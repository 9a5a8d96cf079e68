"""Payment files: made once for each payout, checked against the standard, taken out on record."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction

from impact.banking.formats.facts import PaymentOrder, Wire
from impact.banking.formats.pain import write_payment_order
from impact.banking.formats.schema import list_schema_faults
from impact.banking.formats.wire_csv import write_wire_table
from impact.banking.models import FileDownload, PaymentFile, PaymentFileItem
from impact.banking.refusals import (
    BadExecutionDayError,
    DownloadRefusedError,
    InvalidOrderError,
    NothingToPayError,
)
from impact.banking.services.wires import UnpayableWireError, get_debtor, write_wire
from impact.books.halts import refuse_while_halted
from impact.payouts.models import Payout
from impact.payouts.services.claiming import claim_payouts
from impact.payouts.services.desk_lock import lock_bank_desk
from impact.payouts.services.progress import mark_submitted, note_failed_try
from nomi.platform.encryption import seal, unseal

RAIL = "bank_wire"
MOST_WIRES = 500
SATURDAY = 5
LATEST_DAYS = 30
NOTHING_WAITS = (
    "No payout waits for the bank that may leave now. Small ones wait until enough has come"
    " together."
)


@dataclass(frozen=True, kw_only=True)
class MadeFile:
    """A payment file, and the payouts that had to be left out with the reason in words."""

    file: PaymentFile
    left_out: Sequence[tuple[Payout, str]]


def find_next_working_day(now: datetime) -> date:
    """Return the next day that is neither Saturday nor Sunday; holidays are the bank's to know."""
    day = now.date() + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


@transaction.atomic
def make_payment_file(
    *, file_format: str, execution_on: date, actor: str, reason: str, now: datetime
) -> MadeFile:
    """Put all payouts that wait for the bank into one file and mark them sent.

    One transaction: either the file is valid, kept, and its payouts are submitted under its
    reference, or nothing changed. A payout that cannot be paid is left out and stays held. Raises
    a `BankingRefusedError`, a `PayoutRefusedError` or a `PayoutsHaltedError` in words. Called
    again, it finds only what has come since.
    """
    if not now.date() <= execution_on <= now.date() + timedelta(days=LATEST_DAYS):
        raise BadExecutionDayError(
            f"The bank pays between today and {LATEST_DAYS} days from now; choose such a day."
        )
    debtor = get_debtor()
    refuse_while_halted()
    lock_bank_desk()
    file_uid = uuid.uuid4()
    claimed = claim_payouts(rail=RAIL, limit=MOST_WIRES, now=now, batch_uid=file_uid)
    pairs, left_out = _write_wires(claimed, now=now)
    if not pairs:
        words = "; ".join(sorted({why for _payout, why in left_out}))
        raise NothingToPayError(words or NOTHING_WAITS)
    order = PaymentOrder(
        message_id=file_uid.hex,
        made_at=now,
        execution_on=execution_on,
        debtor=debtor,
        wires=tuple(wire for _payout, wire in pairs),
    )
    content = _write(order, file_format)
    file = PaymentFile(
        uid=file_uid,
        file_format=file_format,
        made_by=actor,
        made_at=now,
        reason=reason,
        execution_on=execution_on,
        wire_count=len(pairs),
        held_minor=sum(payout.amount_minor for payout, _wire in pairs),
        sha256=sha256(content).hexdigest(),
    )
    file.sealed = seal(content, context=file.context)
    file.save()
    PaymentFileItem.objects.bulk_create(
        PaymentFileItem(
            file=file, payout=payout, currency=wire.currency, amount_minor=wire.amount_minor
        )
        for payout, wire in pairs
    )
    for payout, words in left_out:
        note_failed_try(payout_uid=payout.uid, error=words, now=now)
    for payout, _wire in pairs:
        mark_submitted(payout_uid=payout.uid, reference=file.reference, now=now, actor=actor)
    return MadeFile(file=file, left_out=left_out)


def _write_wires(
    claimed: Sequence[Payout], *, now: datetime
) -> tuple[list[tuple[Payout, Wire]], list[tuple[Payout, str]]]:
    """Return the payouts with their wires, and those that no bank would take with the reason."""
    pairs, left_out = [], []
    for payout in claimed:
        try:
            pairs.append((payout, write_wire(payout, now=now)))
        except UnpayableWireError as refusal:
            left_out.append((payout, str(refusal)))
    return pairs, left_out


def _write(order: PaymentOrder, file_format: str) -> bytes:
    """Return the file's bytes; the order is held to the standard whatever the format."""
    document = write_payment_order(order)
    if faults := list_schema_faults(document):
        raise InvalidOrderError(f"The file would break the standard: {' '.join(faults)}")
    return document if file_format == PaymentFile.Format.PAIN else write_wire_table(order)


@transaction.atomic
def take_payment_file(
    *, file_uid: uuid.UUID | str, actor: str, reason: str, may_again: bool, now: datetime
) -> bytes:
    """Return the file's bytes and keep who took them and why.

    Raises `DownloadRefusedError` the second time unless `may_again`, since two copies at the bank
    would be two payments, and for a file of which any payout was voided; `PayoutsHaltedError`
    while payouts are stopped.
    """
    lock_bank_desk()
    refuse_while_halted()
    file = PaymentFile.objects.get(uid=file_uid)
    if file.items.filter(payout__state=Payout.State.VOIDED).exists():
        raise DownloadRefusedError(
            "Payouts in it were voided: this file must never reach the bank again."
        )
    taken = file.downloads.count()
    if taken and not may_again:
        raise DownloadRefusedError(
            "This file was downloaded before. Handing it to the bank twice could pay twice;"
            " somebody with the permission to download again must do it."
        )
    FileDownload.objects.create(
        file=file, number=taken + 1, taken_by=actor, taken_at=now, reason=reason
    )
    return unseal(bytes(file.sealed), context=file.context)

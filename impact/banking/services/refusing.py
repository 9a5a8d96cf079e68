"""What the bank will not carry out, a whole file or one wire of it: its money goes back.

The bank's word is the evidence. What merely got no answer is not refused.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from impact.banking.models import FileRefusal, PaymentFile, PaymentFileItem, WireRefusal
from impact.banking.queries import list_unmatched
from impact.banking.refusals import FileAlreadyPaidError, UnknownWireError, WireSeenError
from impact.banking.services.matching import find_named_payout
from impact.payouts.models import Attachment, Payout
from impact.payouts.refusals import PayoutRefusedError
from impact.payouts.services.desk_lock import lock_bank_desk
from impact.payouts.services.files import attach_file
from impact.payouts.services.progress import void_payout

State = Payout.State


@transaction.atomic
def refuse_payment_file(
    *, file_uid: uuid.UUID | str, actor: str, reason: str, now: datetime
) -> int:
    """Note that the bank carries out nothing of the file; void its payouts, return how many.

    Wires that were refused one by one before are passed over. Raises `FileAlreadyPaidError` when
    money was seen leaving for any of its wires, `WireSeenError` when it may have been. Safe to call
    again.
    """
    lock_bank_desk()
    file = PaymentFile.objects.get(uid=file_uid)
    if FileRefusal.objects.filter(file=file).exists():
        return 0
    payouts = [item.payout for item in file.items.select_related("payout").order_by("payout")]
    if any(payout.state not in {State.SUBMITTED, State.VOIDED} for payout in payouts):
        raise FileAlreadyPaidError(
            "The bank has carried out some of these wires already. Note the refused ones one by"
            " one."
        )
    waiting = [payout for payout in payouts if payout.state == State.SUBMITTED]
    _refuse_seen(waiting)
    FileRefusal.objects.create(file=file, noted_by=actor, noted_at=now, reason=reason)
    for payout in waiting:
        _void(payout, reason=reason, actor=actor, now=now)
    return len(waiting)


@transaction.atomic
def refuse_wire(
    *,
    payout_uid: uuid.UUID | str,
    bank_reference: str,
    content: bytes,
    reason: str,
    actor: str,
    now: datetime,
) -> bool:
    """Note that the bank carries out all but this wire of a file; void its payout alone.

    `content` is the bank's letter or message, kept with the draw. Returns whether this call did
    it. Raises `UnknownWireError`, `FileAlreadyPaidError`, `WireSeenError` or `UnsafeFileError` in
    words, nothing changed.
    """
    lock_bank_desk()
    items = PaymentFileItem.objects.select_related("payout")
    item = items.filter(payout__uid=payout_uid).first()
    if item is None:
        raise UnknownWireError("This payout is in no payment file.")
    if item.payout.state == State.VOIDED:
        return False
    if item.payout.state != State.SUBMITTED:
        raise FileAlreadyPaidError("The bank has carried out this wire: what comes is a return.")
    _refuse_seen([item.payout])
    paper = attach_file(
        draw_id=item.payout.draw_id,
        purpose=Attachment.Purpose.REFUSAL,
        content=content,
        actor=actor,
        now=now,
    )
    WireRefusal.objects.create(
        item=item,
        bank_reference=bank_reference,
        evidence=paper,
        noted_by=actor,
        noted_at=now,
        reason=reason,
    )
    _void(item.payout, reason=f"{bank_reference}: {reason}", actor=actor, now=now)
    return True


def _refuse_seen(payouts: Sequence[Payout]) -> None:
    """Raise `WireSeenError` when a line that nobody has explained names one of the payouts."""
    keys = {payout.pk for payout in payouts}
    for line in list_unmatched().filter(amount_minor__lt=0):
        named = find_named_payout(line)
        if named is not None and named.pk in keys:
            raise WireSeenError(
                f"The bank's line {line.bank_reference} took money and names this payment. Say"
                " first what that line is."
            )


def _void(payout: Payout, *, reason: str, actor: str, now: datetime) -> None:
    """Give the money back; raise `FileAlreadyPaidError` when it was seen leaving."""
    try:
        void_payout(
            payout_uid=payout.uid, reason=f"The bank refused: {reason}", actor=actor, now=now
        )
    except PayoutRefusedError as refusal:
        raise FileAlreadyPaidError(str(refusal)) from refusal

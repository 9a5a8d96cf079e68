"""What the desk does in one step: a paper and what it proves, together or not at all."""

import uuid
from datetime import datetime

from django.db import transaction

from impact.payouts.models import Attachment, DrawRequest
from impact.payouts.services.draws import confirm_draw
from impact.payouts.services.files import attach_file
from impact.payouts.services.progress import complete_payout, lock_payout

Purpose = Attachment.Purpose


@transaction.atomic
def record_her_word(
    *,
    draw_id: int,
    content: bytes,
    method: str,
    language: str,
    witness: str,
    actor: str,
    now: datetime,
) -> DrawRequest:
    """Keep the paper and record her yes; see `confirm_draw` and `attach_file`."""
    evidence = attach_file(
        draw_id=draw_id, purpose=Purpose.CONFIRMATION, content=content, actor=actor, now=now
    )
    return confirm_draw(
        draw_id=draw_id,
        method=method,
        language=language,
        witness=witness,
        evidence=evidence,
        actor=actor,
        now=now,
    )


@transaction.atomic
def record_proof(*, payout_uid: uuid.UUID | str, content: bytes, actor: str, now: datetime) -> bool:
    """Keep the proof and complete the payment; see `complete_payout`."""
    payout = lock_payout(payout_uid)
    proof = attach_file(
        draw_id=payout.draw_id, purpose=Purpose.PROOF, content=content, actor=actor, now=now
    )
    return complete_payout(payout_uid=payout_uid, proof=proof, actor=actor, now=now)

"""Papers of a draw: looked at, sealed and kept in the private folder."""

import uuid
from datetime import datetime

from django.db import transaction

from impact.payouts.models import Attachment
from impact.payouts.models.facts import PAPER_TAKEN
from impact.payouts.services.facts import tell_of_draw
from nomi.platform.safe_files import check_file, keep_file, read_file


@transaction.atomic
def attach_file(
    *, draw_id: int, purpose: str, content: bytes, actor: str, now: datetime
) -> Attachment:
    """Keep a paper with a draw; raise `UnsafeFileError` in words, with nothing kept.

    The same paper for the same purpose twice is one attachment. A crash between file and row
    leaves a sealed file that nothing refers to, never a row without its file.
    """
    safe = check_file(content)
    known = Attachment.objects.filter(draw_id=draw_id, purpose=purpose, sha256=safe.sha256).first()
    if known:
        return known
    attachment = Attachment(
        uid=uuid.uuid4(),
        draw_id=draw_id,
        purpose=purpose,
        media_type=safe.media_type,
        size=len(safe.content),
        sha256=safe.sha256,
        uploaded_by=actor,
        uploaded_at=now,
    )
    attachment.stored_name = keep_file(safe, context=attachment.context)
    attachment.save()
    words = attachment.get_purpose_display()
    tell_of_draw(attachment.draw, what="paper added", actor=actor, now=now, words=words)
    return attachment


def take_paper(*, attachment: Attachment, actor: str, reason: str, now: datetime) -> bytes:
    """Write down who takes a paper and why, and return its content once that is kept for good.

    Without the record not a byte is read. Raises `SealBrokenError` when the file was tampered with.
    """
    words = f"{attachment.get_purpose_display()}: {reason}"
    with transaction.atomic(durable=True):
        tell_of_draw(attachment.draw, what=PAPER_TAKEN, actor=actor, now=now, words=words)
    return read_file(attachment.stored_name, context=attachment.context)

"""What staff note on a gift: the employer's answer, a card that was posted."""

from datetime import datetime

from django.db import transaction

from impact.giving.models import Gift


@transaction.atomic
def note_matching(*, gift_id: int, matching: str) -> None:
    """Keep what became of the employer's match; the last answer holds."""
    gift = Gift.objects.select_for_update(of=("self",)).get(pk=gift_id)
    gift.matching = Gift.Matching(matching)
    gift.save(update_fields=["matching"])


@transaction.atomic
def note_card_sent(*, gift_id: int, now: datetime) -> None:
    """Keep when the card went out; a second time changes nothing."""
    Gift.objects.filter(pk=gift_id, card_sent_at=None).update(card_sent_at=now)

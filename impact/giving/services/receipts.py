"""Acknowledgments: one for each gift received, always (DOMAIN.md, 14), numbered without a gap."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from impact.giving.mails import GIFT_RECEIPT, RECEIPT_VOIDED
from impact.giving.models import Gift, GiftReceipt
from impact.giving.services.refusals import GivingRefusedError, NotReceivedError
from nomi.platform.outbox import services as outbox

NEXT_NUMBER = """
    INSERT INTO giving_receiptcounter AS counter (id, last) VALUES (1, 1)
        ON CONFLICT (id) DO UPDATE SET last = counter.last + 1
    RETURNING last
"""
"""Whoever asks waits until the one before has committed or rolled back: so no number is lost."""


@dataclass(frozen=True, kw_only=True)
class Goods:
    """What a donor got in return, with our good-faith estimate of its value in cents."""

    value_minor: int
    words: str


def issue_receipt(
    *,
    gift: Gift,
    amount_minor: int,
    now: datetime,
    goods: Goods | None = None,
    replaces: GiftReceipt | None = None,
    actor: str = "system",
    reason: str = "",
) -> GiftReceipt:
    """Give out the next number for a gift and owe its mail, in the caller's transaction.

    `goods` makes it a quid pro quo disclosure (IRS Pub. 1771). Raises `NotReceivedError`, or
    `GivingRefusedError` when the goods are worth more than the payment.
    """
    if gift.paid_at is None or amount_minor < 1:
        raise NotReceivedError("Only a gift that was received is acknowledged.")
    if goods and goods.value_minor > amount_minor:
        raise GivingRefusedError("The goods are worth more than the payment: that is a purchase.")
    receipt = GiftReceipt.objects.create(
        serial=_take_number(),
        gift=gift,
        replaces=replaces,
        donor_name=gift.donor_name,
        donor_address=gift.donor_address,
        purpose=gift.purpose,
        amount_minor=amount_minor,
        goods_minor=goods.value_minor if goods else 0,
        goods_words=goods.words if goods else "",
        paid_on=gift.given_on,
        reason=reason,
        issued_by=actor,
        issued_at=now,
    )
    _owe_mail(gift, kind=GIFT_RECEIPT, reference=str(receipt.pk), now=now)
    return receipt


def void_receipt(*, receipt: GiftReceipt, reason: str, actor: str, now: datetime) -> GiftReceipt:
    """Take a receipt back under a number of the void's own, in the caller's transaction."""
    return GiftReceipt.objects.create(
        serial=_take_number(),
        kind=GiftReceipt.Kind.VOID,
        gift=receipt.gift,
        voids=receipt,
        donor_name=receipt.donor_name,
        donor_address=receipt.donor_address,
        purpose=receipt.purpose,
        amount_minor=receipt.amount_minor,
        goods_minor=receipt.goods_minor,
        goods_words=receipt.goods_words,
        paid_on=receipt.paid_on,
        reason=reason,
        issued_by=actor,
        issued_at=now,
    )


def replace_standing(
    *, gift: Gift, amount_minor: int, reason: str, actor: str, now: datetime
) -> GiftReceipt | None:
    """Void the receipt that stands, and issue one over what is left of the payment, if anything.

    The gift is locked by the caller. Return the new receipt.
    """
    standing = find_standing(gift)
    if standing is None:
        return issue_receipt(gift=gift, amount_minor=amount_minor, now=now, reason=reason)
    void = void_receipt(receipt=standing, reason=reason, actor=actor, now=now)
    goods = Goods(value_minor=standing.goods_minor, words=standing.goods_words)
    if amount_minor <= standing.goods_minor:
        _owe_mail(gift, kind=RECEIPT_VOIDED, reference=str(void.pk), now=now)
        return None
    return issue_receipt(
        gift=gift,
        amount_minor=amount_minor,
        now=now,
        goods=goods if standing.goods_minor else None,
        replaces=standing,
        actor=actor,
        reason=reason,
    )


@transaction.atomic
def reissue_receipt(
    *, receipt_id: int, donor_name: str, goods: Goods | None, reason: str, actor: str, now: datetime
) -> GiftReceipt:
    """Void a receipt and issue another that says who gave, or what came in return, correctly.

    Raises `GivingRefusedError` when it is void already, or the goods are worth too much.
    """
    found = GiftReceipt.objects.select_related("gift").get(pk=receipt_id)
    gift = Gift.objects.select_for_update(of=("self",)).get(pk=found.gift_id)
    standing = find_standing(gift)
    if standing is None or standing.pk != found.pk:
        raise GivingRefusedError("This receipt was voided before.")
    gift.donor_name = donor_name
    gift.save(update_fields=["donor_name"])
    void_receipt(receipt=standing, reason=reason, actor=actor, now=now)
    return issue_receipt(
        gift=gift,
        amount_minor=standing.amount_minor,
        now=now,
        goods=goods,
        replaces=standing,
        actor=actor,
        reason=reason,
    )


def find_standing(gift: Gift) -> GiftReceipt | None:
    """Return the gift's receipt that nobody has voided; None when there is none."""
    receipts = gift.receipts.filter(kind=GiftReceipt.Kind.RECEIPT, voided_by__isnull=True)
    return receipts.order_by("-serial").first()


def _owe_mail(gift: Gift, *, kind: str, reference: str, now: datetime) -> None:
    """Owe the donor a mail; one who was erased has no address to write to."""
    if gift.donor_email:
        outbox.enqueue(kind=kind, reference=reference, now=now)


def _take_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER)
        return int(cursor.fetchone()[0])

"""Shop events to impact's front door: one receiver, one call."""

from typing import Any

from django.dispatch import receiver

import impact.api
from shop.events import (
    CashMoved,
    GiftAdded,
    GiftCardVoided,
    GiftEnded,
    GiftPaid,
    GiftTakenBack,
    OrderCancelled,
    OrderDisputed,
    OrderDisputeWon,
    OrderPaid,
    OrderRefunded,
    OrderRefundFailed,
    ParcelLost,
    StripeHeard,
    cash_moved,
    gift_added,
    gift_card_voided,
    gift_ended,
    gift_paid,
    gift_taken_back,
    order_cancelled,
    order_dispute_won,
    order_disputed,
    order_paid,
    order_refund_failed,
    order_refunded,
    parcel_lost,
    stripe_heard,
)


@receiver(order_paid, dispatch_uid="nomi.record_sale")
def record_sale(event: OrderPaid, **_signal: Any) -> None:
    """Put the sale and its shares in the books, in the transaction that marks it paid."""
    impact.api.record_sale(
        order_number=event.order_number,
        currency=event.currency,
        gross_minor=event.gross_minor,
        shipping_minor=event.shipping_minor,
        tax_minor=event.tax_minor,
        lines=event.lines,
        paid_at=event.paid_at,
        gift_cards_sold_minor=event.gift_cards_sold_minor,
        by_gift_card_minor=event.by_gift_card_minor,
    )


@receiver(order_refunded, dispatch_uid="nomi.record_refund")
def record_refund(event: OrderRefunded, **_signal: Any) -> None:
    """Put the refund in the books and reverse its shares, in the transaction that records it."""
    impact.api.record_refund(
        order_number=event.order_number,
        refund_id=event.refund_id,
        currency=event.currency,
        gross_minor=event.gross_minor,
        shipping_minor=event.shipping_minor,
        tax_minor=event.tax_minor,
        lines=event.lines,
        refunded_at=event.refunded_at,
        gift_cards_sold_minor=event.gift_cards_sold_minor,
        to_gift_card_minor=event.to_gift_card_minor,
    )


@receiver(order_refund_failed, dispatch_uid="nomi.record_refund_failure")
def record_refund_failure(event: OrderRefundFailed, **_signal: Any) -> None:
    """Put the sale and its shares back in the books, in the transaction that notes the failure."""
    impact.api.record_refund_failure(refund_id=event.refund_id, failed_at=event.failed_at)


@receiver(order_disputed, dispatch_uid="nomi.record_chargeback")
def record_chargeback(event: OrderDisputed, **_signal: Any) -> None:
    """Put what the bank took in the books, in the transaction that notes the dispute."""
    impact.api.record_chargeback(
        order_number=event.order_number,
        chargeback_id=event.dispute_id,
        currency=event.currency,
        gross_minor=event.gross_minor,
        tax_minor=event.tax_minor,
        lines=event.lines,
        disputed_at=event.disputed_at,
    )


@receiver(order_dispute_won, dispatch_uid="nomi.record_chargeback_reversal")
def record_chargeback_reversal(event: OrderDisputeWon, **_signal: Any) -> None:
    """Put the sale and its shares back in the books, in the transaction that notes the end."""
    impact.api.record_chargeback_reversal(
        chargeback_id=event.dispute_id, reinstated_at=event.reinstated_at
    )


@receiver(parcel_lost, dispatch_uid="nomi.record_lost_parcel")
def record_lost_parcel(event: ParcelLost, **_signal: Any) -> None:
    """Take the share of what never arrived back, in the transaction that records the loss."""
    impact.api.record_lost_parcel(
        order_number=event.order_number,
        parcel_id=event.parcel_id,
        lines=event.lines,
        lost_at=event.lost_at,
    )


@receiver(cash_moved, dispatch_uid="nomi.record_cash")
def record_cash(event: CashMoved, **_signal: Any) -> None:
    """Put cash in the books, in the transaction that records its movement."""
    impact.api.record_cash(
        order_number=event.order_number,
        movement_id=event.movement_id,
        currency=event.currency,
        amount_minor=event.amount_minor,
        moved_at=event.moved_at,
    )


@receiver(gift_card_voided, dispatch_uid="nomi.record_voided_card")
def record_voided_card(event: GiftCardVoided, **_signal: Any) -> None:
    """Take what nobody can spend any more off our debts, in the transaction that ends the card."""
    impact.api.record_voided_card(
        order_number=event.order_number,
        movement_id=event.movement_id,
        currency=event.currency,
        amount_minor=event.amount_minor,
        voided_at=event.voided_at,
    )


@receiver(gift_added, dispatch_uid="nomi.place_order_gift")
def place_order_gift(event: GiftAdded, **_signal: Any) -> None:
    """Write the gift down, in the transaction that places the order."""
    impact.api.place_order_gift(
        order_number=event.order_number,
        amount_minor=event.amount_minor,
        purpose=event.purpose,
        donor_name=event.donor_name,
        donor_email=event.donor_email,
        user_key=event.user_key,
        language=event.language,
        now=event.added_at,
    )


@receiver(gift_paid, dispatch_uid="nomi.receive_order_gift")
def receive_order_gift(event: GiftPaid, **_signal: Any) -> None:
    """Receive the gift, in the transaction that marks its order paid."""
    impact.api.receive_order_gift(
        order_number=event.order_number,
        amount_minor=event.amount_minor,
        payment_intent_id=event.payment_intent_id,
        charge_id=event.charge_id,
        paid_at=event.paid_at,
    )


@receiver((gift_ended, order_cancelled), dispatch_uid="nomi.end_order_gift")
def end_order_gift(event: GiftEnded | OrderCancelled, **_signal: Any) -> None:
    """Give up a gift that was never paid, in the transaction that ends it or its order."""
    impact.api.end_order_gift(order_number=event.order_number)


@receiver(gift_taken_back, dispatch_uid="nomi.take_back_order_gift")
def take_back_order_gift(event: GiftTakenBack, **_signal: Any) -> None:
    """Take back of the gift what was taken of the payment beyond its order."""
    impact.api.take_back_order_gift(
        order_number=event.order_number,
        stripe_id=event.stripe_id,
        taken_minor=event.amount_minor,
        is_by_bank=event.is_by_bank,
        now=event.taken_at,
    )


@receiver(stripe_heard, dispatch_uid="nomi.hear_of_gift")
def hear_of_gift(event: StripeHeard, **_signal: Any) -> bool:
    """Let giving look at what belongs to no order; return whether it is about a gift."""
    return impact.api.hear_of_gift(
        kind=event.kind, object_id=event.object_id, times=event.times, now=event.heard_at
    )

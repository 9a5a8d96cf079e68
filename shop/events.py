"""All the shop ever says to others: frozen facts made of primitives.

Each signal is sent once per fact, inside the transaction that makes it true, with the event as its
only argument. A receiver that raises undoes that transaction. Money is in integer cents.
"""

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal


@dataclass(frozen=True, kw_only=True)
class PaidLine:
    """One order line as it was paid.

    `net_minor` is the whole line's price after discounts, before tax and shipping.
    `landed_unit_minor` is the landed cost of one piece, or None when nobody has recorded it.
    """

    line_id: int
    title: str
    sku: str
    quantity: int
    net_minor: int
    landed_unit_minor: int | None


@dataclass(frozen=True, kw_only=True)
class OrderPaid:
    """An order was paid in full.

    `lines` net + `shipping_minor` + `tax_minor` + `gift_cards_sold_minor` = `gross_minor`. A gift
    card that it buys is no line: it is a debt to whoever holds it, not a sale. Of the gross amount
    `by_gift_card_minor` was paid by a card that was sold before, the rest by money.
    """

    order_number: str
    currency: str
    gross_minor: int
    shipping_minor: int
    tax_minor: int
    lines: tuple[PaidLine, ...]
    paid_at: datetime
    gift_cards_sold_minor: int = 0
    by_gift_card_minor: int = 0


@dataclass(frozen=True, kw_only=True)
class RefundedLine:
    """Pieces of one order line that were refunded: how many, and the net cents given back."""

    line_id: int
    quantity: int
    net_minor: int


@dataclass(frozen=True, kw_only=True)
class OrderRefunded:
    """Money went back to the buyer: `lines` net + shipping + tax + gift cards = `gross_minor`.

    `gift_cards_sold_minor` is the price of a gift card that was taken back; `to_gift_card_minor` of
    the gross amount went onto a card instead of to the buyer. `refund_id` is ours, stable over
    retries.
    """

    order_number: str
    refund_id: str
    currency: str
    gross_minor: int
    shipping_minor: int
    tax_minor: int
    lines: tuple[RefundedLine, ...]
    refunded_at: datetime
    gift_cards_sold_minor: int = 0
    to_gift_card_minor: int = 0


@dataclass(frozen=True, kw_only=True)
class OrderRefundFailed:
    """A refund that was told as `OrderRefunded` came back afterwards: the buyer never had it."""

    order_number: str
    refund_id: str
    failed_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderDisputed:
    """The buyer's bank took money of an order back; `tax_minor` of `gross_minor` was its tax.

    `lines` are the pieces whose money is gone: all that were not refunded, or none when the bank
    took a part and nobody can say of what. `dispute_id` is Stripe's.
    """

    order_number: str
    dispute_id: str
    currency: str
    gross_minor: int
    tax_minor: int
    lines: tuple[RefundedLine, ...]
    disputed_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderDisputeWon:
    """The bank gave back all that it had taken as `OrderDisputed`: the order stands as paid."""

    order_number: str
    dispute_id: str
    reinstated_at: datetime


@dataclass(frozen=True, kw_only=True)
class ParcelLost:
    """Pieces of an order never arrived; their money goes back as an `OrderRefunded` of its own.

    `parcel_id` is ours, stable over retries.
    """

    order_number: str
    parcel_id: str
    lines: tuple[RefundedLine, ...]
    lost_at: datetime


@dataclass(frozen=True, kw_only=True)
class CashMoved:
    """Cash of an order came into our till, or went out of it when `amount_minor` is negative.

    `movement_id` is ours, stable over retries, and none of Stripe's.
    """

    order_number: str
    movement_id: str
    currency: str
    amount_minor: int
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class GiftCardVoided:
    """A gift card ended with so many cents on it, which nobody can spend any more.

    `order_number` is the order that bought it. `movement_id` is ours, stable over retries.
    """

    order_number: str
    movement_id: str
    currency: str
    amount_minor: int
    voided_at: datetime


@dataclass(frozen=True, kw_only=True)
class GiftAdded:
    """An order was placed, unpaid, with a gift on the same payment; the gift is none of its lines.

    `user_key` is the number of the buyer's account, None for a guest.
    """

    order_number: str
    currency: str
    amount_minor: int
    purpose: str
    donor_name: str
    donor_email: str
    user_key: int | None
    language: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class GiftPaid:
    """The payment that made an order paid brought its gift too, to the cent."""

    order_number: str
    currency: str
    amount_minor: int
    payment_intent_id: str
    charge_id: str
    paid_at: datetime


@dataclass(frozen=True, kw_only=True)
class GiftEnded:
    """A gift is taken no more though its order goes on: the money did not suffice for both."""

    order_number: str
    ended_at: datetime


@dataclass(frozen=True, kw_only=True)
class GiftTakenBack:
    """Of a payment that was taken back `amount_minor` stand against the gift; 0: not any more.

    `stripe_id` is the dispute's, or that of a refund made in Stripe's own dashboard.
    """

    order_number: str
    stripe_id: str
    amount_minor: int
    is_by_bank: bool
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class StripeHeard:
    """Stripe told of something that is no order's: `object_id`, by an event of this `kind`.

    Unlike the others it is sent outside any transaction, perhaps more than once, and in no order:
    a receiver asks Stripe what is true and answers whether it is about something of its own.
    `times` counts the events of this kind about this object.
    """

    kind: str
    object_id: str
    times: int
    heard_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderCancelled:
    """An order ended without goods; money, if any was taken, goes back as an `OrderRefunded`."""

    order_number: str
    cancelled_at: datetime


order_paid = Signal()
order_refunded = Signal()
order_refund_failed = Signal()
order_disputed = Signal()
order_dispute_won = Signal()
parcel_lost = Signal()
cash_moved = Signal()
gift_added = Signal()
gift_card_voided = Signal()
gift_ended = Signal()
gift_paid = Signal()
gift_taken_back = Signal()
order_cancelled = Signal()
stripe_heard = Signal()

"""What others may ask of payment. `settle` is the only function that makes an order paid."""

from shop.stripe_checkout.gateway import BadSignature, KeyRevoked, StripeRefused, StripeUnavailable
from shop.stripe_checkout.services.attempts import (
    AmountTooSmall,
    PaymentClosed,
    TooManyTries,
    open_attempt,
    start_payment,
)
from shop.stripe_checkout.services.cancelling import cancel_payment, end_attempt
from shop.stripe_checkout.services.cash import CashRefused, hand_back, record_cash, take_cash
from shop.stripe_checkout.services.differing import (
    DifferenceRefused,
    accept_difference,
    give_back_difference,
)
from shop.stripe_checkout.services.external_refunds import say_refunded_lines
from shop.stripe_checkout.services.inbox import handle_event, receive_webhook
from shop.stripe_checkout.services.links import LinkRefused, open_link, renew_link, send_link
from shop.stripe_checkout.services.lost_parcels import report_lost_parcel
from shop.stripe_checkout.services.reducing import reduce_old_events
from shop.stripe_checkout.services.refund_calls import submit_refund
from shop.stripe_checkout.services.refund_lines import RefundRefused
from shop.stripe_checkout.services.refund_requests import request_refund
from shop.stripe_checkout.services.settling import Outcome, Settlement, settle, settle_free_order
from shop.stripe_checkout.services.sweeps import (
    check_stripe_key,
    expire_overdue_attempts,
    find_unrecorded_sessions,
    handle_waiting_events,
    read_missed_events,
    release_stuck_attempts,
    settle_due_attempts,
    submit_due_refunds,
)

__all__ = [
    "AmountTooSmall",
    "BadSignature",
    "CashRefused",
    "DifferenceRefused",
    "KeyRevoked",
    "LinkRefused",
    "Outcome",
    "PaymentClosed",
    "RefundRefused",
    "Settlement",
    "StripeRefused",
    "StripeUnavailable",
    "TooManyTries",
    "accept_difference",
    "cancel_payment",
    "check_stripe_key",
    "end_attempt",
    "expire_overdue_attempts",
    "find_unrecorded_sessions",
    "give_back_difference",
    "hand_back",
    "handle_event",
    "handle_waiting_events",
    "open_attempt",
    "open_link",
    "read_missed_events",
    "receive_webhook",
    "record_cash",
    "reduce_old_events",
    "release_stuck_attempts",
    "renew_link",
    "report_lost_parcel",
    "request_refund",
    "say_refunded_lines",
    "send_link",
    "settle",
    "settle_due_attempts",
    "settle_free_order",
    "start_payment",
    "submit_due_refunds",
    "submit_refund",
    "take_cash",
]

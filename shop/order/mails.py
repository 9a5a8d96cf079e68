"""The mails about an order: the same facts as text and as HTML, in its buyer's language.

They come from files and name no maker.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from nomi.platform.amounts import format_minor
from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail
from shop.giftcards.queries import find_bought
from shop.languages.queries import speak_to_buyer
from shop.order.links import get_address, get_order_path, get_trace_path
from shop.order.queries import DELIVERED, get_order
from shop.order.summary import OrderSummary, get_order_summary
from shop.shipping.rates import HANDED_OVER


def register_mails() -> None:
    """Tell the outbox who writes which kind."""
    registry.register("order_paid", render_paid)
    registry.register("order_cancelled", render_cancelled)
    registry.register("order_refunded", render_refunded)
    registry.register("payment_failed", render_payment_failed)
    registry.register("payment_link", render_payment_link)
    registry.register("payment_given_back", render_given_back)


def render_paid(reference: str) -> Mail:
    """Write the receipt: lines, totals, the share, the private links. A purchase, never a gift."""
    order = get_order(reference)
    with speak_to_buyer(order):
        bought = find_bought(order=order)
        if bought is not None:
            return _render_bought(order, recipient=bought.recipient_email)
        trace = get_address(get_trace_path(order=order))
        subject = _("Your receipt for order %(number)s") % {"number": order.number}
        was_taken_along = order.status == DELIVERED and order.shipping_code == HANDED_OVER.code
        extra = {"trace_address": trace, "was_taken_along": was_taken_along}
        return write_mail("order_paid", order, subject, extra, with_gift=True)


def _render_bought(order: Any, *, recipient: str) -> Mail:
    """Write the receipt of a gift card: it names who gets the code, and never the code."""
    subject = _("Your receipt for order %(number)s") % {"number": order.number}
    return write_mail("gift_card_bought", order, subject, {"recipient": recipient})


def render_cancelled(reference: str) -> Mail:
    """Say that the order ended, and that what was paid goes back."""
    order = get_order(reference)
    with speak_to_buyer(order):
        subject = _("Order %(number)s was cancelled") % {"number": order.number}
        return write_mail("order_cancelled", order, subject, {})


def render_refunded(reference: str) -> Mail:
    """Say how much goes back. The reference is the refund's own id."""
    refund = get_model("stripe_checkout", "Refund").objects.get(uid=reference)
    order = get_order(refund.order.number)
    with speak_to_buyer(order):
        amount = format_minor(refund.gross_minor, refund.currency)
        subject = _("%(amount)s goes back to you for order %(number)s") % {
            "amount": amount,
            "number": order.number,
        }
        is_goods = find_bought(order=order) is None
        takes_share = is_goods and refund.lines.filter(quantity__gt=0).exists()
        return write_mail(
            "order_refunded",
            order,
            subject,
            {
                "amount": amount,
                "takes_share": takes_share,
                "is_by_hand": refund.handed_back_by_id is not None,
                "is_to_card": refund.goes_to_gift_card,
            },
        )


def render_payment_link(reference: str) -> Mail:
    """Say where and until when an order that staff took can be paid. It names an attempt's uid."""
    attempt = get_model("stripe_checkout", "PaymentAttempt").objects.get(uid=reference)
    order = get_order(attempt.order.number)
    with speak_to_buyer(order):
        subject = _("Pay for order %(number)s") % {"number": order.number}
        extra = {"pay_address": attempt.url, "expires_at": attempt.expires_at}
        return write_mail("payment_link", order, subject, extra)


def render_payment_failed(reference: str) -> Mail:
    """Say that a slow payment failed and that nothing was taken."""
    order = get_order(reference)
    with speak_to_buyer(order):
        subject = _("The payment for order %(number)s did not go through") % {
            "number": order.number
        }
        return write_mail("payment_failed", order, subject, {})


def render_given_back(reference: str) -> Mail:
    """Say that money came too late for the goods and goes back whole."""
    order = get_order(reference)
    with speak_to_buyer(order):
        subject = _("Your payment for order %(number)s goes back") % {"number": order.number}
        return write_mail("payment_given_back", order, subject, {})


def write_mail(
    kind: str, order: Any, subject: str, extra: dict[str, Any], *, with_gift: bool = False
) -> Mail:
    """Return both twins of a mail to the order's buyer, from the files of that kind.

    Only one about all that was paid names a gift that came on the same payment.
    """
    summary = get_order_summary(order=order)
    gift = summary.gift if with_gift else None
    context = {
        "subject": subject,
        "order": summary,
        "gift": gift,
        "rows": [
            *get_rows(summary),
            *_list_card_part(summary),
            *([(_("Gift: %(fund)s") % {"fund": gift.name}, gift.amount)] if gift else []),
        ],
        "total": format_minor(summary.paid_minor if gift else summary.due_minor, summary.currency),
        "site_address": settings.SITE_ADDRESS,
        "order_address": get_address(get_order_path(order=order)),
        **extra,
    }
    return Mail(
        to=summary.email,
        subject=subject,
        text=render_to_string(f"emails/{kind}.txt", context),
        html=render_to_string(f"emails/{kind}.html", context),
    )


def _list_card_part(order: OrderSummary) -> list[tuple[str, str]]:
    """Return the row of what a gift card pays: it is taken off what is paid, not off the price."""
    if not order.gift_card_minor:
        return []
    return [(_("Gift card"), format_minor(-order.gift_card_minor, order.currency))]


def _list_charges(order: OrderSummary, money: Callable[[int], str]) -> list[tuple[str, str]]:
    """Return the rows of delivery, gift wrap and tax; a gift card that is bought has neither."""
    if order.buys_gift_card:
        return []
    return [
        (order.shipping_name, money(order.shipping_minor)),
        *([(_("Gift wrap"), money(order.wrap_minor))] if order.wrap_minor else []),
        (_("Sales tax"), money(order.tax_minor)),
    ]


def get_rows(order: OrderSummary) -> list[tuple[str, str]]:
    """Return the receipt's rows: each line, each discount, delivery, gift wrap, tax."""

    def money(minor: int) -> str:
        return format_minor(minor, order.currency)

    return [
        *((f"{line.quantity} × {line.title}", money(line.full_minor)) for line in order.lines),
        *((name, money(-amount)) for name, amount in order.discounts),
        *_list_charges(order, money),
    ]

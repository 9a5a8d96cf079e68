"""Everything that the shop holds about one shopper, table by table."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from oscar.core.loading import get_model

from shop.addedgifts.port import get_gift_port
from shop.fulfilment.models import ShippedLine
from shop.giftcards.models import CardPayment, GiftCard
from shop.presents.models import Present
from shop.returns.models import ReturnLine
from shop.stripe_checkout.models import PaymentAttempt, Refund

Table = list[dict[str, str]]
DOOR = ("first_name", "last_name", "line1", "line2", "city")
ADDRESS = ("first_name", "last_name", "line1", "line2", "line3", "line4", "state", "postcode")
DRAFT = (
    *("kept_at", "told__email", "told__shipping_code"),
    *(f"told__address__{name}" for name in (*DOOR, "state", "postcode", "country_code")),
    *(f"told__present__{name}" for name in ("note", "hides_prices", "wraps")),
)
REVIEW = ("product__title", "score", "title", "body", "name", "date_created")
TABLES: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("addresses", "address", "UserAddress", "user", (*ADDRESS, "country", "phone_number", "notes")),
    ("drafts", "checkout", "KeptDraft", "basket__owner", DRAFT),
    (
        "destinations",
        "checkout",
        "KeptDestination",
        "basket__owner",
        ("kept_at", "country_code", "postcode"),
    ),
    (
        "added_gifts",
        "addedgifts",
        "KeptGift",
        "basket__owner",
        ("kept_at", "amount_minor", "purpose", "donor_name"),
    ),
    (
        "chosen_gift_cards",
        "giftcards",
        "KeptCard",
        "basket__owner",
        ("kept_at", "card__last_four"),
    ),
    ("baskets", "basket", "Line", "basket__owner", ("product__title", "quantity", "date_created")),
    ("wishlists", "wishlists", "Line", "wishlist__owner", ("wishlist__name", "title", "quantity")),
    ("wish_list", "saved", "SavedProduct", "user", ("product__title", "saved_at")),
    ("stock_alerts", "customer", "ProductAlert", "user", ("product__title", "email", "status")),
    (
        "wishes",
        "wishes",
        "StockWish",
        "user",
        ("product__title", "email", "language", "created_at"),
    ),
    ("reviews", "reviews", "ProductReview", "user", REVIEW),
    ("review_votes", "reviews", "Vote", "user", ("review__title", "delta", "date_created")),
    ("searches", "analytics", "UserSearch", "user", ("query", "date_created")),
    ("products_seen", "analytics", "UserProductView", "user", ("product__title", "date_created")),
    ("counters", "analytics", "UserRecord", "user", ("num_product_views", "num_orders")),
    ("mails", "communication", "Email", "user", ("subject", "body_text", "date_sent")),
    ("notices", "communication", "Notification", "recipient", ("subject", "body", "date_sent")),
    ("vouchers", "voucher", "VoucherApplication", "user", ("voucher__code", "date_created")),
)
"""Name of the table, app and model, how it leads to the shopper, its columns."""


def find_orders(*, user: Any) -> QuerySet[Any]:
    """Return the shopper's orders, and guest orders under a confirmed address of the account."""
    mine = Q(user=user)
    for email in list_confirmed(user=user):
        mine |= Q(guest_email__iexact=email)
    found: QuerySet[Any] = get_model("order", "Order").objects.filter(mine)
    return found.order_by("pk")


def list_confirmed(*, user: Any) -> list[str]:
    """Return the addresses that the shopper has shown to be hers."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    return list(confirmed.values_list("email", flat=True))


def collect_data(*, user: Any) -> dict[str, Table]:
    """Return all tables with their rows as text; empty ones too, so that nothing seems hidden.

    About 25 queries for any number of rows. Second factors are named, their secrets are not.
    """
    orders = find_orders(user=user)
    tables = {
        "account": _read(
            get_user_model()._default_manager.filter(pk=user.pk),
            ("email", "first_name", "last_name", "date_joined", "last_login"),
        ),
        "email_addresses": _read(EmailAddress.objects.filter(user=user), ("email", "verified")),
        "sessions": _read(
            UserSession.objects.filter(user=user),
            ("ip", "user_agent", "created_at", "last_seen_at"),
        ),
        "second_factors": _read(
            Authenticator.objects.filter(user=user), ("type", "created_at", "last_used_at")
        ),
    }
    for name, app, model, owner, columns in TABLES:
        tables[name] = _read(get_model(app, model).objects.filter(**{owner: user}), columns)
    return tables | _collect_orders(orders) | _collect_gifts(user)


def _collect_gifts(user: Any) -> dict[str, Table]:
    """Return what she gave, which is no purchase."""
    held = get_gift_port().collect_data(user_key=user.pk, emails=list_confirmed(user=user))
    return {name: [_write(row) for row in rows] for name, rows in held.items()}


def _collect_orders(orders: QuerySet[Any]) -> dict[str, Table]:
    """Return what hangs on the orders."""
    address = tuple(f"shipping_address__{name}" for name in (*ADDRESS, "country", "phone_number"))
    lines = get_model("order", "Line").objects.filter(order__in=orders)
    notes = get_model("order", "OrderNote").objects.filter(order__in=orders)
    reviews = get_model("reviews", "ProductReview").objects.filter(purchase__order__in=orders)
    return {
        "order_reviews": _read(reviews, REVIEW),
        "orders": _read(
            orders,
            (
                "number",
                "date_placed",
                "status",
                "guest_email",
                "total_incl_tax",
                "currency",
                "shipping_incl_tax",
                "shipping_method",
                "language__code",
                *address,
            ),
        ),
        "order_lines": _read(
            lines, ("order__number", "title", "partner_sku", "quantity", "line_price_incl_tax")
        ),
        "order_notes": _read(notes, ("order__number", "note_type", "message", "date_created")),
        "presents": _read(
            Present.objects.filter(order__in=orders),
            ("order__number", "note", "hides_prices", "wrap_minor"),
        ),
        "gift_cards": _read(
            GiftCard.objects.filter(order__in=orders),
            (
                "order__number",
                "state",
                "initial_minor",
                "balance_minor",
                "currency",
                "recipient_email",
                "sender_name",
                "message",
            ),
        ),
        "paid_by_gift_card": _read(
            CardPayment.objects.filter(order__in=orders),
            ("order__number", "state", "amount_minor", "given_back_minor"),
        ),
        "payments": _read(
            PaymentAttempt.objects.filter(order__in=orders),
            (
                "order__number",
                "method",
                "state",
                "amount_minor",
                "currency",
                "payment_intent_id",
                "created_at",
                "paid_order_at",
            ),
        ),
        "refunds": _read(
            Refund.objects.filter(order__in=orders),
            ("order__number", "state", "gross_minor", "currency", "reason", "requested_at"),
        ),
        "parcels": _read(
            ShippedLine.objects.filter(shipment__order__in=orders),
            (
                "shipment__order__number",
                "shipment__carrier",
                "shipment__tracking_number",
                "line__title",
                "quantity",
                "shipment__shipped_at",
                "shipment__delivered_at",
            ),
        ),
        "returns": _read(
            ReturnLine.objects.filter(return_of__order__in=orders),
            (
                "return_of__order__number",
                "return_of__state",
                "return_of__reason",
                "return_of__note",
                "line__title",
                "quantity",
                "return_of__requested_at",
            ),
        ),
    }


def _read(rows: QuerySet[Any], columns: tuple[str, ...]) -> Table:
    """Return the rows as text, under the names of their columns."""
    return [_write(row) for row in rows.order_by("pk").values(*columns)]


def _write(row: dict[str, Any]) -> dict[str, str]:
    return {
        name.replace("__", "_"): "" if value is None else str(value) for name, value in row.items()
    }

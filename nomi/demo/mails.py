"""Every mail of the store on one page of the demo, written from an order that is there."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from oscar.core.loading import get_model

from nomi.demo.giving_mails import GIVING_MAILS
from nomi.demo.impact_mails import IMPACT_MAILS
from nomi.platform.outbox.mail import Mail
from nomi.platform.outbox.registry import get_renderer
from shop.collecting.models import Pickup, PickupEvent
from shop.content.models import ContactMessage
from shop.fulfilment.models import Shipment
from shop.giftcards.models import GiftCard
from shop.giftcards.services.issuing import issue_card
from shop.languages.models import OrderLanguage
from shop.order.queries import PAID, READY
from shop.returns.mails import HEADINGS
from shop.returns.models import Return
from shop.stripe_checkout.models import Refund
from shop.wishes.models import StockWish, make_email_key

READER = "reader@shopper.example"
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""A mail brings its styles with it; nothing of it runs, and nothing is fetched."""
DOOR = (
    "email_confirmation",
    "email_confirmation_signup",
    "password_reset_key",
    "account_already_exists",
    "unknown_account",
    "email_changed",
    "email_confirm",
    "email_deleted",
    "password_changed",
    "password_reset",
    "password_set",
    "totp_activated",
    "totp_deactivated",
    "webauthn_added",
    "webauthn_removed",
    "recovery_codes_generated",
)
"""The login door's own mails, which are text only."""
SECOND_FACTOR = ("totp_", "webauthn_", "recovery_")
"""How those begin that come from allauth's other room."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One mail as its reader gets it."""

    name: str
    mail: Mail


def make_refund(order: Any) -> str:
    """Return the reference of a refund, of a made-up one when the demo has none yet."""
    attempt = order.payment_attempts.first()
    refund = Refund.objects.first() or Refund.objects.create(
        key="sample",
        order=order,
        attempt=attempt,
        gross_minor=1_800,
        currency="USD",
        reason="-",
        takes_back_sale=False,
        requested_at=timezone.now(),
        due_at=timezone.now(),
    )
    return str(refund.uid)


def make_parcel(order: Any, *, is_whole: bool) -> str:
    """Return the reference of a parcel with all of the order's pieces, or with one."""
    parcel = Shipment.objects.create(
        key=uuid.uuid4().hex,
        order=order,
        carrier="usps",
        tracking_number="9400 1000 0000 0000 0000 00",
        shipped_at=timezone.now(),
    )
    for line in order.lines.all() if is_whole else order.lines.all()[:1]:
        parcel.lines.create(line=line, quantity=line.quantity if is_whole else 1)
    return str(parcel.uid)


def make_return(order: Any) -> str:
    """Return the reference of a return that was just asked for."""
    made = Return.objects.create(
        key=uuid.uuid4().hex, order=order, reason="other", requested_at=timezone.now()
    )
    return str(made.uid)


def make_pickup(order: Any) -> str:
    """Return the reference of an order that is collected at an event."""
    if Pickup.objects.filter(order=order).exists():
        return str(order.number)
    now = timezone.now()
    maker, _made = get_user_model()._default_manager.get_or_create(username="sample")
    event = PickupEvent.objects.create(
        name="Spring fair",
        line1="12 Market Street",
        city="New York",
        state="NY",
        postcode="10001",
        country_code="US",
        held_on=now.date() + timedelta(days=20),
        opens_at=time(10),
        closes_at=time(16),
        order_until=now + timedelta(days=18),
        made_by=maker,
        made_at=now,
    )
    Pickup.objects.create(order=order, event=event)
    return str(order.number)


def make_spanish(order: Any) -> str:
    """Return the reference of an order that was placed in Spanish."""
    OrderLanguage.objects.create(order=order, code="es")
    return str(order.number)


def make_wish(order: Any) -> str:
    """Return the reference of a wish for the order's first product."""
    wish = StockWish.objects.create(
        product=order.lines.first().product,
        email=READER,
        email_key=make_email_key(READER),
        created_at=timezone.now(),
    )
    return str(wish.uid)


def make_gift_card(order: Any) -> GiftCard:
    """Return a gift card that the order has just paid."""
    now = timezone.now()
    card = GiftCard.objects.create(
        form_key=uuid.uuid4(),
        order=order,
        currency="USD",
        initial_minor=5_000,
        recipient_email=READER,
        sender_name="Alma",
        message="Happy birthday.",
        created_at=now,
    )
    issue_card(order=order, now=now)
    card.refresh_from_db()
    return card


def make_message(order: Any) -> str:
    """Return the reference of a message about the order."""
    key = uuid.uuid4()
    ContactMessage.objects.create(
        uid=key,
        email=READER,
        order_number=order.number,
        text="Does the tote take a 15-inch laptop?",
        written_at=timezone.now(),
    )
    return str(key)


MADE_OF: dict[str, Callable[[Any], str]] = {
    **dict.fromkeys(
        (
            *("order_paid", "order_delivered", "order_cancelled"),
            *("payment_failed", "payment_given_back"),
        ),
        lambda order: str(order.number),
    ),
    "order_paid_in_spanish": make_spanish,
    "gift_card": lambda order: "{0.uid}:{0.edition}".format(make_gift_card(order)),
    "gift_card_bought": lambda order: str(make_gift_card(order).order.number),
    "pickup_cancelled": make_pickup,
    "payment_link": lambda order: str(order.payment_attempts.first().uid),
    "order_refunded": make_refund,
    "order_part_shipped": lambda order: make_parcel(order, is_whole=False),
    "order_shipped": lambda order: make_parcel(order, is_whole=True),
    **dict.fromkeys([f"return_{state}" for state in HEADINGS], make_return),
    "stock_back": make_wish,
    "contact_message": make_message,
    **IMPACT_MAILS,
    **GIVING_MAILS,
}
"""What each kind of mail speaks of."""
RENDERED_AS = {
    "order_paid_in_spanish": "order_paid",
    "order_part_shipped": "order_shipped",
    "gift_card_bought": "order_paid",
}


def find_order() -> Any:
    """Return an order that still waits to be packed, best one of several pieces."""
    orders = get_model("order", "Order").objects.filter(status__in=(PAID, READY), language=None)
    several = orders.filter(lines__quantity__gt=1)
    return several.order_by("pk").first() or orders.order_by("pk").first()


def write_samples(request: HttpRequest, *, only: str = "") -> list[Sample]:
    """Write every mail, or one. What they speak of is made up and taken back: nothing is kept."""
    order = find_order()
    samples = [write_door_mail(request, name) for name in DOOR if only in ("", name)]
    for name, make in MADE_OF.items() if order else ():
        if only not in ("", name):
            continue
        with transaction.atomic():
            reference = make(order)
            if reference:
                mail = get_renderer(RENDERED_AS.get(name, name))(reference)
                samples.append(Sample(name=name, mail=mail))
            transaction.set_rollback(True)
    return samples


def write_door_mail(request: HttpRequest, name: str) -> Sample:
    """Write one mail of the login door."""
    context = {
        "request": request,
        "user": request.user,
        "email": READER,
        "current_site": get_model("sites", "Site").objects.get_current(),
        "activate_url": request.build_absolute_uri("/account/confirm-email/sample/"),
        "password_reset_url": request.build_absolute_uri("/account/password/reset/key/sample/"),
        "signup_url": request.build_absolute_uri(reverse("account_signup")),
        "from_email": READER,
        "to_email": "new@shopper.example",
        "deleted_email": READER,
        "ip": "192.0.2.1",
        "user_agent": "Firefox",
        "timestamp": timezone.now(),
    }
    room = "mfa" if name.startswith(SECOND_FACTOR) else "account"
    message = get_adapter(request).render_mail(f"{room}/email/{name}", READER, context)
    mail = Mail(to=READER, subject=str(message.subject), text=str(message.body), html="")
    return Sample(name=name, mail=mail)


@never_cache
@require_safe
def show_mails(request: HttpRequest) -> HttpResponse:
    """Show every mail as text, with a link to its HTML twin."""
    context = {"samples": write_samples(request), "title": _("Mails")}
    return render(request, "demo/mails.html", context)


@never_cache
@require_safe
def show_mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail as its reader's mail program does."""
    found = [one for one in write_samples(request, only=name) if one.mail.html]
    if not found:
        raise Http404
    page = HttpResponse(found[0].mail.html)
    page["Content-Security-Policy"] = MAIL_POLICY
    return page

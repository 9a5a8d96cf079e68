"""A gift is written down first; then Stripe is asked for the page on which it is paid."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from impact.giving import gateway
from impact.giving.facts import GiftSession
from impact.giving.fees import FeeTerms, cover_fee
from impact.giving.models import Gift, MonthlyGift
from impact.giving.numbers import make_number
from impact.giving.purposes import Purpose
from impact.giving.request import build_gift_params, build_monthly_params
from impact.giving.services.refusals import GivingClosedError

FIRST_POLL = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class Donor:
    """Who gives: the name on the receipt and, apart from it, the name to show."""

    name: str
    email: str
    address: str = ""
    display_name: str = ""
    is_anonymous: bool = True
    user_key: int | None = None
    language: str = "en"


@dataclass(frozen=True, kw_only=True)
class Tribute:
    """Whom the gift stands for, and who gets a card about it, never with the amount."""

    kind: str
    name: str
    card_by: str = ""
    card_name: str = ""
    card_email: str = ""
    card_address: str = ""
    card_message: str = ""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be given, in cents, and how."""

    amount_minor: int
    purpose: str = Purpose.WHERE_NEEDED
    covers_fee: bool = False
    tribute: Tribute | None = None
    employer: str = ""


def get_fee_terms() -> FeeTerms:
    """Return what a card payment costs us today."""
    return FeeTerms(
        basis_points=settings.CARD_FEE_BASIS_POINTS, fixed_minor=settings.CARD_FEE_FIXED_MINOR
    )


def quote_fee(amount_minor: int) -> int:
    """Return the cents that a donor adds who covers the card fee of this gift."""
    return cover_fee(amount_minor, terms=get_fee_terms())


@transaction.atomic
def place_gift(*, donor: Donor, wish: Wish, form_key: UUID, now: datetime) -> Gift:
    """Write the gift down, not paid yet; the same form twice is the same gift.

    Raises `GivingClosedError`. The bounds of an amount are the database's own.
    """
    _refuse_closed()
    number = make_number()
    gift, _is_new = Gift.objects.get_or_create(
        form_key=form_key,
        defaults={
            **_describe(donor, wish, now=now),
            **_describe_tribute(wish.tribute),
            "number": number,
            "reference": number,
            "employer": wish.employer,
            "matching": Gift.Matching.NAMED if wish.employer else Gift.Matching.NONE,
        },
    )
    return gift


@transaction.atomic
def place_monthly_gift(*, donor: Donor, wish: Wish, form_key: UUID, now: datetime) -> MonthlyGift:
    """Write a monthly gift down; its first payment begins it. See `place_gift`."""
    _refuse_closed()
    monthly, _is_new = MonthlyGift.objects.get_or_create(
        form_key=form_key,
        defaults={**_describe(donor, wish, now=now), "number": make_number("M")},
    )
    return monthly


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A gift that was placed: its number, and the page on which it is paid."""

    number: str
    address: str


def begin(*, donor: Donor, wish: Wish, form_key: UUID, is_monthly: bool, now: datetime) -> Begun:
    """Place a gift, once or monthly, and return where it is paid.

    Call it outside any transaction. Raises `GivingClosedError`, or `StripeUnavailable` and
    `StripeRefused` with the gift placed and nothing taken: the same form tries again.
    """
    if is_monthly:
        monthly = place_monthly_gift(donor=donor, wish=wish, form_key=form_key, now=now)
        address = start_monthly_gift(monthly_id=monthly.pk, now=now)
        return Begun(number=monthly.number, address=address)
    gift = place_gift(donor=donor, wish=wish, form_key=form_key, now=now)
    return Begun(number=gift.number, address=start_gift(gift_id=gift.pk, now=now))


def start_gift(*, gift_id: int, now: datetime) -> str:
    """Return the address of Stripe's page for the gift, creating its session when needed.

    Call it outside any transaction. Safe to repeat: the same key brings the same session back.
    Raises `StripeUnavailable` or `StripeRefused`; nothing was taken then.
    """
    gift = Gift.objects.get(pk=gift_id)
    if gift.session_id and gift.expires_at and gift.expires_at > now:
        return gift.session_url
    session = gateway.create_session(
        params=build_gift_params(gift), idempotency_key=f"gift:{gift.number}"
    )
    _keep_session(Gift, pk=gift.pk, session=session)
    return session.url


def start_monthly_gift(*, monthly_id: int, now: datetime) -> str:
    """Return the address of Stripe's page on which the monthly gift begins; see `start_gift`."""
    monthly = MonthlyGift.objects.get(pk=monthly_id)
    if monthly.session_id and monthly.expires_at and monthly.expires_at > now:
        return monthly.session_url
    session = gateway.create_session(
        params=build_monthly_params(monthly), idempotency_key=f"monthly:{monthly.number}"
    )
    _keep_session(MonthlyGift, pk=monthly.pk, session=session)
    return session.url


def _refuse_closed() -> None:
    if not settings.CHARITY_EIN:
        raise GivingClosedError("Gifts cannot be taken here yet.")


def _describe(donor: Donor, wish: Wish, *, now: datetime) -> dict[str, object]:
    return {
        "donor_name": donor.name,
        "donor_email": donor.email.strip().lower(),
        "donor_address": donor.address,
        "user_key": donor.user_key,
        "is_anonymous": donor.is_anonymous,
        "display_name": "" if donor.is_anonymous else donor.display_name,
        "language": donor.language,
        "amount_minor": wish.amount_minor,
        "fee_covered_minor": quote_fee(wish.amount_minor) if wish.covers_fee else 0,
        "purpose": wish.purpose,
        "livemode": settings.STRIPE_LIVEMODE,
        "expires_at": now + timedelta(minutes=settings.STRIPE_SESSION_MINUTES),
        "placed_at": now,
        "poll_at": now + FIRST_POLL,
    }


def _describe_tribute(tribute: Tribute | None) -> dict[str, str]:
    if tribute is None:
        return {}
    return {
        "tribute": tribute.kind,
        "tribute_name": tribute.name,
        "card_by": tribute.card_by,
        "card_name": tribute.card_name,
        "card_email": tribute.card_email,
        "card_address": tribute.card_address,
        "card_message": tribute.card_message,
    }


def _keep_session(model: type[Gift] | type[MonthlyGift], *, pk: int, session: GiftSession) -> None:
    model._default_manager.filter(pk=pk, session_id=None).update(
        session_id=session.id, session_url=session.url, expires_at=session.expires_at
    )

"""A few past gifts: for the fund and for a purpose, in memory of somebody, and one each month."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from impact.giving.facts import read_session, read_subscription
from impact.giving.models import Gift
from impact.giving.request import build_gift_params, build_monthly_params
from impact.giving.services import monthly as months
from impact.giving.services.placing import Donor, Tribute, Wish, place_gift, place_monthly_gift
from impact.giving.services.settling import record_session
from nomi.demo.logins import SHOPPER_EMAIL
from nomi.demo.past_gifts import bill, pay_past_page
from nomi.demo.past_payments import Till, open_till

ALMA = Donor(name="Alma Sample", email="alma@shopper.example", address="1 Sample Street, Albany NY")
BETH = Donor(
    name="Beth Sample", email="beth@shopper.example", is_anonymous=False, display_name="Beth S."
)
DORA = Donor(name="Dora Sample", email="dora@shopper.example")
FIRST = (UUID(int=10), DORA, Wish(amount_minor=150_000), 310)
"""A gift from before the first order: the fund divides it first, and the women's courses begin."""
GIFTS = (
    (UUID(int=11), ALMA, Wish(amount_minor=10_000, covers_fee=True), 38),
    (UUID(int=12), BETH, Wish(amount_minor=25_000, purpose="school"), 21),
    (
        UUID(int=13),
        ALMA,
        Wish(
            amount_minor=5_000,
            employer="Sample Mills",
            tribute=Tribute(
                kind="memory",
                name="Clara Sample",
                card_by="post",
                card_name="The Sample family",
                card_address="2 Sample Street\nAlbany NY 12207",
                card_message="She taught us to sew.",
            ),
        ),
        6,
    ),
)
"""Form, donor, wish, days ago."""
MONTHLY = Wish(amount_minor=2_500, purpose="childcare", covers_fee=True)
BEGAN = timedelta(days=45)
PAUSE = timedelta(minutes=3)


@transaction.atomic
def seed_first_gift(now: datetime) -> None:
    """Give what the history of orders begins with; see `seed_giving`."""
    key, donor, wish, days = FIRST
    with open_till() as till:
        if till.state is None or Gift.objects.exists():
            return
        _give(till, key, donor, wish, at=now - timedelta(days=days))


@transaction.atomic
def seed_giving(now: datetime) -> None:
    """Give what was given; once only, and only where a stand-in remembers the payments."""
    keys = [key for key, *_gift in GIFTS]
    with open_till() as till:
        if till.state is None or Gift.objects.filter(form_key__in=keys).exists():
            return
        for key, donor, wish, days in GIFTS:
            _give(till, key, donor, wish, at=now - timedelta(days=days))
        _give_monthly(till, now=now)


def _give(till: Till, key: UUID, donor: Donor, wish: Wish, *, at: datetime) -> None:
    gift = place_gift(donor=donor, wish=wish, form_key=key, now=at)
    session = pay_past_page(
        till, asked=build_gift_params(gift), email=donor.email, placed_at=at, paid_at=at + PAUSE
    )
    record_session(gift_id=gift.pk, session=read_session(session), now=at + PAUSE)


def _give_monthly(till: Till, *, now: datetime) -> None:
    """Let the demo's shopper give each month, so that the account has something to show."""
    shopper = get_user_model()._default_manager.filter(email=SHOPPER_EMAIL).first()
    donor = Donor(
        name="Sasha Shopper", email=SHOPPER_EMAIL, user_key=shopper.pk if shopper else None
    )
    begun = now - BEGAN
    monthly = place_monthly_gift(donor=donor, wish=MONTHLY, form_key=UUID(int=21), now=begun)
    session = pay_past_page(
        till,
        asked=build_monthly_params(monthly),
        email=donor.email,
        placed_at=begun,
        paid_at=begun + PAUSE,
    )
    months.record_session(monthly_id=monthly.pk, session=read_session(session), now=begun)
    subscription, invoices = bill(till, subscription_id=str(session["subscription"]), at=now)
    for invoice in invoices:
        months.record_invoice(monthly_id=monthly.pk, invoice=invoice, now=invoice.paid_at or now)
    fact = read_subscription(subscription)
    months.record_subscription(monthly_id=monthly.pk, fact=fact, now=now)

"""Private links of a gift and of a monthly gift."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from impact.giving.models import Gift, MonthlyGift
from nomi.platform.tokens import services as tokens

GIFT, MONTHLY = "gift", "monthly-gift"
GIFT_LIFE = timedelta(days=400)
MONTHLY_LIFE = timedelta(days=3_650)


def get_gift_token(gift: Gift) -> str:
    """Return the token of the gift's page, the same each time."""
    return tokens.issue(purpose=GIFT, reference=gift.number, expires_at=gift.placed_at + GIFT_LIFE)


def get_monthly_token(monthly: MonthlyGift) -> str:
    """Return the token of the monthly gift's page, the same each time."""
    return tokens.issue(
        purpose=MONTHLY, reference=monthly.number, expires_at=monthly.placed_at + MONTHLY_LIFE
    )


def get_gift_address(gift: Gift) -> str:
    """Return the whole address of the gift's page, for mails and for the way back from Stripe."""
    return settings.SITE_ADDRESS + reverse("giving:gift", kwargs={"token": get_gift_token(gift)})


def get_monthly_address(monthly: MonthlyGift) -> str:
    """Return the whole address of the page on which a monthly gift is changed or ended."""
    path = reverse("giving:monthly", kwargs={"token": get_monthly_token(monthly)})
    return settings.SITE_ADDRESS + path

"""What was given: by donor, by year, and whose payment is whose gift."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from impact.books.models import Line
from impact.giving.models import Gift, GiftReceipt, MonthlyGift, PurposeRelease, YearStatement
from impact.payouts.models import Payout

DONOR_COLUMNS = (
    *("number", "state", "donor_name", "donor_email", "donor_address", "display_name"),
    *("amount_minor", "fee_covered_minor", "currency", "purpose", "placed_at"),
)
GIFT_COLUMNS = (
    *(*DONOR_COLUMNS, "order_number", "paid_at", "refunded_minor", "employer", "tribute"),
    *("tribute_name", "card_name", "card_email", "card_address", "card_message"),
)
RECEIPT_COLUMNS = (
    *("serial", "kind", "gift__number", "donor_name", "donor_address", "purpose", "amount_minor"),
    *("goods_minor", "goods_words", "paid_on", "reason", "issued_at"),
)


@dataclass(frozen=True, kw_only=True)
class YearOfGifts:
    """What one address gave in one calendar year, by the day of payment; cents."""

    year: int
    donor_name: str
    donor_email: str
    receipts: tuple[GiftReceipt, ...]

    @property
    def paid_minor(self) -> int:
        """What was paid, less what went back."""
        return sum(receipt.amount_minor for receipt in self.receipts)

    @property
    def goods_minor(self) -> int:
        """The value of what came in return."""
        return sum(receipt.goods_minor for receipt in self.receipts)

    @property
    def deductible_minor(self) -> int:
        """What may be deducted."""
        return self.paid_minor - self.goods_minor


def list_gifts_of(*, user_key: int | None, emails: Iterable[str]) -> QuerySet[Gift]:
    """Return the gifts received from an account or from its confirmed addresses, newest first."""
    shown = Prefetch("receipts", GiftReceipt.objects.select_related("voided_by"))
    gifts = Gift.objects.filter(whose(user_key, emails), state__in=Gift.RECEIVED)
    return gifts.select_related("monthly").prefetch_related(shown).order_by("-paid_at", "-pk")


def list_monthly_gifts_of(*, user_key: int | None, emails: Iterable[str]) -> QuerySet[MonthlyGift]:
    """Return the monthly gifts of an account that were ever begun, newest first."""
    begun = MonthlyGift.objects.filter(subscription_id__isnull=False)
    return begun.filter(whose(user_key, emails)).order_by("-pk")


def whose(user_key: int | None, emails: Iterable[str]) -> Q:
    """Return the condition for what an account gave, or one of its confirmed addresses."""
    known = Q(donor_email__in=[email.lower() for email in emails])
    return known | Q(user_key=user_key) if user_key is not None else known


def find_gift(number: str | None) -> Gift | None:
    """Return a gift by its number, None for none."""
    return Gift.objects.filter(number=number or "-").first()


def find_monthly_gift(number: str | None) -> MonthlyGift | None:
    """Return a monthly gift by its number, None for none."""
    return MonthlyGift.objects.filter(number=number or "-").first()


def find_year(*, donor_email: str, year: int) -> YearOfGifts | None:
    """Return an address's gifts of a calendar year by their standing receipts; None without any.

    By the day of payment (IRS Pub. 526), whatever day the receipt was written on.
    """
    hers = _list_standing(year=year).filter(gift__donor_email=donor_email.lower())
    receipts = tuple(hers.select_related("gift").order_by("paid_on", "serial"))
    if not receipts:
        return None
    return YearOfGifts(
        year=year,
        donor_name=receipts[-1].donor_name,
        donor_email=donor_email.lower(),
        receipts=receipts,
    )


def list_donors_of(*, year: int) -> list[str]:
    """Return the addresses that gave in a calendar year, by their standing receipts."""
    known = _list_standing(year=year).exclude(gift__donor_email="")  # erased: nobody to write to
    emails = known.order_by("gift__donor_email").values_list("gift__donor_email", flat=True)
    return list(emails.distinct())


def _list_standing(*, year: int) -> QuerySet[GiftReceipt]:
    return GiftReceipt.objects.filter(
        kind=GiftReceipt.Kind.RECEIPT, voided_by__isnull=True, paid_on__year=year
    )


def find_monthly_payments(
    *, payment_ids: Iterable[str], customer_ids: Iterable[str]
) -> tuple[set[str], set[str]]:
    """Return those of the payments that are gifts, and of Stripe's customers who give monthly."""
    gifts = Gift.objects.filter(reference__in=set(payment_ids) - {""})
    givers = MonthlyGift.objects.filter(customer_id__in=set(customer_ids) - {""})
    return (
        {str(reference) for reference in gifts.values_list("reference", flat=True)},
        set(givers.values_list("customer_id", flat=True)),
    )


def collect_gifts_of(*, user_key: int, emails: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return all that is held of an account's gifts, table by table. Four queries."""
    known = list(emails)
    gifts = Gift.objects.filter(whose(user_key, known))
    monthly = MonthlyGift.objects.filter(whose(user_key, known))
    statements = YearStatement.objects.filter(donor_email__in=[one.lower() for one in known])
    return {
        "gifts": _read(gifts, GIFT_COLUMNS),
        "monthly_gifts": _read(monthly, (*DONOR_COLUMNS, "next_on", "ended_at")),
        "gift_receipts": _read(GiftReceipt.objects.filter(gift__in=gifts), RECEIPT_COLUMNS),
        "gift_statements": _read(
            statements, ("year", "donor_email", "edition", "total_minor", "made_at")
        ),
    }


def _read(rows: QuerySet[Any], columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values(*columns))


@dataclass(frozen=True, kw_only=True)
class MovedByPayment:
    """By how many cents one of our own accounts grew because of one payment to a provider."""

    account_code: str
    """The training account that was paid for."""
    posted_at: datetime
    amount_minor: int


def list_moved_by_payments(*, account: str, before: datetime) -> list[MovedByPayment]:
    """Return what payments that free money given for a purpose moved in an account, oldest first.

    When the money becomes free, when the payment comes back, and when either is corrected.
    """
    freeing = Payout.objects.filter(pk__in=PurposeRelease.objects.values("payout"))
    codes = {one.reference: one.draw.account_code for one in freeing.select_related("draw")}
    lines = Line.objects.filter(
        account__code=account, entry__reference__in=list(codes), entry__posted_at__lt=before
    )
    columns = ("entry__reference", "entry__posted_at", "amount_minor")
    return [
        MovedByPayment(account_code=codes[reference], posted_at=posted_at, amount_minor=-cents)
        for reference, posted_at, cents in lines.order_by("pk").values_list(*columns)
    ]

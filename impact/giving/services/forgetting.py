"""Take a person out of her gifts; amounts, funds, days and receipts stay, and so do the books."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from impact.giving.links import GIFT, MONTHLY
from impact.giving.models import Gift, GiftRefund, MonthlyGift
from impact.giving.queries import whose
from impact.giving.services.refusals import GivingRefusedError
from nomi.platform.tokens.services import revoke

PERSON = ("donor_name", "donor_email", "donor_address", "display_name", "session_url")
OTHERS = ("tribute_name", "card_name", "card_email", "card_address", "card_message", "employer")
"""Whom a gift was for, or who matches it: words of one person about another."""


@transaction.atomic
def forget_donor(*, user_key: int, emails: Sequence[str]) -> None:
    """Blank every name and address on the gifts of an account and its confirmed addresses.

    A receipt stays as it was issued, with the name on it: it is the voucher of a gift that tax law
    asks for [counsel]. Nobody gets a mail any more, and the private links end. Raises
    `GivingRefusedError`, and changes nothing, while a gift or its refund is on its way, or a
    monthly gift runs. Safe to call again.
    """
    mine = whose(user_key, emails)
    gifts = list(Gift.objects.select_for_update(of=("self",)).filter(mine).order_by("pk"))
    monthly = list(MonthlyGift.objects.select_for_update(of=("self",)).filter(mine).order_by("pk"))
    _refuse_open(gifts, monthly)
    nobody = {"user_key": None, "is_anonymous": True}
    blank = dict.fromkeys(PERSON, "")
    Gift.objects.filter(pk__in=[one.pk for one in gifts]).update(
        **nobody, **blank, **dict.fromkeys(OTHERS, "")
    )
    MonthlyGift.objects.filter(pk__in=[one.pk for one in monthly]).update(**nobody, **blank)
    for purpose, rows in ((GIFT, gifts), (MONTHLY, monthly)):
        for one in rows:
            revoke(purpose=purpose, reference=one.number)


def _refuse_open(gifts: Sequence[Gift], monthly: Sequence[MonthlyGift]) -> None:
    if any(one.state in MonthlyGift.RUNNING for one in monthly):
        raise GivingRefusedError(_("Your monthly gift still runs. End it first."))
    asked = GiftRefund.objects.filter(gift__in=gifts, state=GiftRefund.State.REQUESTED)
    if any(one.state in Gift.LIVE for one in gifts) or asked.exists():
        raise GivingRefusedError(_("A gift of yours is not done yet. Come back when it is."))

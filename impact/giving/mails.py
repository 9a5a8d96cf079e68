"""The mails of giving: the same facts as text and as HTML, in the donor's language.

None of them names a woman, and the card to somebody honoured never says how much was given.
"""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from impact.giving.links import get_gift_address, get_monthly_address
from impact.giving.models import Gift, GiftReceipt, MonthlyGift, YearStatement
from impact.giving.papers import write_receipt, write_statement
from impact.giving.purchases import list_purchases
from impact.giving.queries import find_year
from impact.giving.words import (
    describe_charity,
    describe_control,
    describe_exchange,
    describe_goods,
    describe_purchases,
    list_purchase_rows,
    list_rows,
    name_fund,
    write_day,
)
from nomi.platform.amounts import format_minor
from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Enclosure, Mail

GIFT_RECEIPT = "gift_receipt"
RECEIPT_VOIDED = "gift_receipt_voided"
TRIBUTE_CARD = "gift_card_of_honour"
MONTHLY_FAILED = "monthly_gift_failed"
MONTHLY_NEWS = "monthly_gift_news"
YEAR_STATEMENT = "year_of_gifts"


def register_mails() -> None:
    """Tell the outbox who writes which kind."""
    registry.register(GIFT_RECEIPT, render_receipt)
    registry.register(RECEIPT_VOIDED, render_void)
    registry.register(TRIBUTE_CARD, render_card)
    registry.register(MONTHLY_FAILED, render_failed)
    registry.register(MONTHLY_NEWS, render_news)
    registry.register(YEAR_STATEMENT, render_statement)


def render_receipt(reference: str) -> Mail:
    """Acknowledge a gift with every element of IRS Pub. 1771, the paper enclosed."""
    receipt = GiftReceipt.objects.select_related("gift__monthly", "replaces").get(pk=reference)
    gift = receipt.gift
    with override(gift.language):
        subject = _("Your gift of %(amount)s: receipt %(receipt)s") % {
            "amount": format_minor(receipt.amount_minor),
            "receipt": str(receipt),
        }
        context = {
            "rows": list_rows(receipt),
            "goods": describe_goods(receipt),
            "replaces": receipt.replaces,
            "gift_address": get_gift_address(gift),
            "monthly_address": get_monthly_address(gift.monthly) if gift.monthly else "",
            "employer": gift.employer,
        }
        paper = Enclosure(name=f"{receipt}.pdf", content=write_receipt(receipt))
        return _write(GIFT_RECEIPT, gift.donor_email, subject, context, paper)


def render_void(reference: str) -> Mail:
    """Say that a receipt holds no more, because the gift went back."""
    void = GiftReceipt.objects.select_related("gift", "voids").get(pk=reference)
    with override(void.gift.language):
        subject = _("Receipt %(receipt)s is void") % {"receipt": str(void.voids)}
        context = {
            "receipt": str(void.voids),
            "void": str(void),
            "amount": format_minor(void.amount_minor),
            "day": write_day(void.paid_on),
            "gift_address": get_gift_address(void.gift),
        }
        return _write(RECEIPT_VOIDED, void.gift.donor_email, subject, context)


def render_card(reference: str) -> Mail:
    """Tell somebody of a gift in honour or in memory; never how much it was."""
    gift = Gift.objects.get(number=reference)
    with override(gift.language):
        is_memory = gift.tribute == Gift.Tribute.MEMORY
        words = (
            _("A gift in memory of %(name)s") if is_memory else _("A gift in honour of %(name)s")
        )
        subject = words % {"name": gift.tribute_name}
        context = {
            "reader": gift.card_name,
            "donor": "" if gift.is_anonymous else gift.display_name or gift.donor_name,
            "message": gift.card_message,
            "fund": name_fund(""),
        }
        return _write(TRIBUTE_CARD, gift.card_email, subject, context)


def render_failed(reference: str) -> Mail:
    """Say that a month's card was refused, and lead to where another is given."""
    number, _tries, _invoice = reference.split(":")
    monthly = MonthlyGift.objects.get(number=number)
    with override(monthly.language):
        subject = _("Your monthly gift: the card was refused")
        return _write_monthly(MONTHLY_FAILED, monthly, subject, {})


def render_news(reference: str) -> Mail:
    """Say how a monthly gift stands: changed, paused, ended. The reference keeps the state."""
    number, state, _moment = reference.split(":")
    monthly = MonthlyGift.objects.get(number=number)
    with override(monthly.language):
        subjects = {
            MonthlyGift.State.CANCELLED.value: _("Your monthly gift has ended"),
            MonthlyGift.State.PAUSED.value: _("Your monthly gift is paused"),
        }
        subject = subjects.get(state, _("Your monthly gift was changed"))
        return _write_monthly(MONTHLY_NEWS, monthly, subject, {"state": state})


def render_statement(reference: str) -> Mail:
    """Send a year's statement, the paper enclosed."""
    statement = YearStatement.objects.get(uid=reference)
    given = find_year(donor_email=statement.donor_email, year=statement.year)
    if given is None:
        message = f"Nothing is left of the gifts of {statement.year}."
        raise LookupError(message)
    with override(given.receipts[-1].gift.language):
        subject = _("Your gifts in %(year)d") % {"year": statement.year}
        purchases = list_purchases(email=given.donor_email, year=given.year)
        context = {
            "given": given,
            "rows": [
                (f"{write_day(one.paid_on)} · {one}", format_minor(one.amount_minor))
                for one in given.receipts
            ],
            "deductible": format_minor(given.deductible_minor),
            "exchange": describe_exchange(given),
            "purchases": describe_purchases(purchases),
            "purchase_rows": [
                (f"{day} · {number}", amount)
                for day, number, amount in list_purchase_rows(purchases)
            ],
        }
        paper = Enclosure(name=f"gifts-{statement.year}.pdf", content=write_statement(given))
        return _write(YEAR_STATEMENT, statement.donor_email, subject, context, paper)


def _write_monthly(kind: str, monthly: MonthlyGift, subject: str, extra: dict[str, Any]) -> Mail:
    context = {
        "amount": format_minor(monthly.total_minor),
        "next_day": write_day(monthly.next_on) if monthly.next_on else "",
        "monthly_address": get_monthly_address(monthly),
        **extra,
    }
    return _write(kind, monthly.donor_email, subject, context)


def _write(kind: str, to: str, subject: str, context: dict[str, Any], *papers: Enclosure) -> Mail:
    whole = {
        "subject": subject,
        "control": describe_control(),
        "charity": describe_charity(),
        "site_address": settings.SITE_ADDRESS,
        **context,
    }
    return Mail(
        to=to,
        subject=subject,
        text=render_to_string(f"emails/{kind}.txt", whole),
        html=render_to_string(f"emails/{kind}.html", whole),
        enclosures=papers,
    )

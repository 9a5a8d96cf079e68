"""The papers of giving: the acknowledgment of one gift, the void of one, a year's statement.

They are for an American tax office, so they are in the store's language whatever the donor reads;
the font of papers has no Khmer either.
"""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from impact.giving.days import find_day
from impact.giving.models import GiftReceipt
from impact.giving.purchases import Purchase, list_purchases
from impact.giving.queries import YearOfGifts
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
from nomi.platform.languages import in_store_language
from nomi.platform.paper import Grid, Paper, Text, write_pdf


@in_store_language
def write_receipt(receipt: GiftReceipt) -> bytes:
    """Return the acknowledgment as PDF; one that was voided since says so on its face."""
    title = _("Receipt for your gift")
    void = getattr(receipt, "voided_by", None)
    notes = []
    if void is not None:
        words = _("VOID since %(day)s, by number %(void)s. Do not use it for your taxes.")
        notes.append(
            Text(
                lines=(words % {"day": write_day(find_day(void.issued_at)), "void": str(void)},),
                style="large",
            )
        )
    paper = Paper(
        parts=(
            *_write_head(title),
            *notes,
            Grid(head=("", ""), rows=tuple(list_rows(receipt)), widths=(2, 3)),
            Text(lines=(describe_goods(receipt),), style="strong"),
            Text(lines=(describe_control(),)),
            Text(lines=(describe_charity(), _("Please keep this receipt for your taxes."))),
        ),
        footer=f"{receipt} · {settings.CHARITY_NAME}",
    )
    return write_pdf([paper], title=f"{title} {receipt}")


@in_store_language
def write_statement(given: YearOfGifts) -> bytes:
    """Return a year's statement as PDF: each gift by its day of payment, and their sum."""
    title = _("Your gifts in %(year)d") % {"year": given.year}
    purchases = list_purchases(email=given.donor_email, year=given.year)
    paper = Paper(
        parts=(
            *_write_head(title),
            Text(lines=(given.donor_name,)),
            Grid(
                head=(_("Day"), _("Receipt"), _("Fund"), _("Paid"), _("Deductible")),
                rows=(
                    *(
                        (
                            write_day(one.paid_on),
                            str(one),
                            name_fund(one.purpose),
                            format_minor(one.amount_minor),
                            format_minor(one.deductible_minor),
                        )
                        for one in given.receipts
                    ),
                    (
                        _("Together"),
                        "",
                        "",
                        format_minor(given.paid_minor),
                        format_minor(given.deductible_minor),
                    ),
                ),
                widths=(3, 2, 4, 2, 2),
                figures=(3, 4),
                sums=1,
            ),
            Text(lines=(describe_exchange(given),), style="strong"),
            *_write_purchases(purchases),
            Text(lines=(describe_control(), describe_charity())),
        ),
        footer=f"{title} · {settings.CHARITY_NAME}",
    )
    return write_pdf([paper], title=title)


def _write_purchases(purchases: Sequence[Purchase]) -> tuple[Text | Grid, ...]:
    words = Text(lines=(describe_purchases(purchases),))
    if not purchases:
        return (words,)
    grid = Grid(
        head=(_("Day"), _("Order"), _("Paid, not deductible")),
        rows=tuple(list_purchase_rows(purchases)),
        widths=(3, 4, 3),
        figures=(2,),
    )
    return (words, grid)


def _write_head(title: str) -> tuple[Text, ...]:
    return (
        Text(lines=(settings.CHARITY_NAME,), style="strong"),
        Text(lines=tuple(settings.SELLER_ADDRESS), style="small"),
        Text(lines=(title,), style="heading"),
    )

"""The staff screen of vouchers: one form makes one, one button ends it."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from nomi.platform.answering import Words
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.screens import Button
from shop.vouchers.forms import VoucherForm
from shop.vouchers.services import VoucherWishRefused, end_voucher, make_voucher

Voucher = get_model("voucher", "Voucher")


def add(_row: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Make a voucher."""
    voucher = make_voucher(wish=values["wish"], by=request.user, now=timezone.now())
    return voucher, gettext("The code %(code)s can be used.") % {"code": voucher.code}


def press_end(voucher: Any, _reason: str, _request: HttpRequest) -> Words:
    """End the voucher."""
    end_voucher(voucher_id=voucher.pk, now=timezone.now())
    return _("The code has ended. Orders that wait for their payment keep their price.")


def _name_benefit(benefit: Any) -> str:
    """Return what a benefit takes off."""
    is_percent = benefit.type == benefit.PERCENTAGE
    return f"{benefit.value.normalize():f} %" if is_percent else f"${benefit.value}"


@admin.register(Voucher)
class VoucherScreen(AskingScreen):
    """Codes that lower a price."""

    add_ask = Ask(
        name="add",
        label=_("New coupon"),
        question=_("A code is given out once it is made; it can be ended, not changed."),
        act=add,
        form=VoucherForm,
        permission="voucher.add_voucher",
        refusals=(VoucherWishRefused,),
    )
    buttons = (
        Button(
            name="end",
            label=_("End it now"),
            question=_("Nobody can use the code any more. Baskets lose its discount."),
            press=press_end,
            is_offered=lambda voucher: voucher.end_datetime > timezone.now(),
            asks_reason=True,
            refusals=(VoucherWishRefused,),
            permission="voucher.change_voucher",
        ),
    )
    list_display = ("code", "name", "gives", "start_datetime", "end_datetime", "orders", "given")
    list_filter = ("start_datetime", "end_datetime")
    search_fields = ("code", "name")
    ordering = ("-date_created",)
    fields = (
        ("code", "name"),
        ("gives", "goods"),
        ("start_datetime", "end_datetime"),
        ("uses", "below_cost"),
        ("orders", "given"),
        ("reason", "made_by"),
    )
    readonly_fields = tuple(name for pair in fields for name in pair)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Load each voucher's offer and terms along."""
        found: QuerySet[Any] = super().get_queryset(request)
        return found.select_related("terms__made_by").prefetch_related(
            "offers__benefit", "offers__condition__range__included_categories"
        )

    @admin.display(description=_("Discount"))
    def gives(self, voucher: Any) -> str:
        """Return what the offers behind it take off."""
        benefits = [offer.benefit for offer in voucher.offers.all()]
        return ", ".join(_name_benefit(benefit) for benefit in benefits) or "–"

    @admin.display(description=_("Goods"))
    def goods(self, voucher: Any) -> str:
        """Return what it is for."""
        names = [
            category.name
            for offer in voucher.offers.all()
            for category in offer.condition.range.included_categories.all()
        ]
        return ", ".join(names) or gettext("All goods")

    @admin.display(description=_("May be used"))
    def uses(self, voucher: Any) -> str:
        """Return how often it may be used."""
        caps = [offer.max_global_applications for offer in voucher.offers.all()]
        most = next((cap for cap in caps if cap), None)
        words = str(voucher.get_usage_display())
        limit = gettext("%(most)d orders in all") % {"most": most} if most else ""
        return " · ".join(filter(None, (words, limit)))

    @admin.display(description=_("May sell below cost"), boolean=True)
    def below_cost(self, voucher: Any) -> bool:
        """Return whether its terms let goods leave below their cost."""
        terms = getattr(voucher, "terms", None)
        return bool(terms and terms.sells_below_cost)

    @admin.display(description=_("Orders"), ordering="num_orders")
    def orders(self, voucher: Any) -> int:
        """Return how many orders used it."""
        count: int = voucher.num_orders
        return count

    @admin.display(description=_("Given so far"), ordering="total_discount")
    def given(self, voucher: Any) -> str:
        """Return what it took off in all."""
        return f"${voucher.total_discount}"

    @admin.display(description=_("What it is for"))
    def reason(self, voucher: Any) -> str:
        """Return why it was made."""
        terms = getattr(voucher, "terms", None)
        return terms.reason if terms else "–"

    @admin.display(description=_("Made by"))
    def made_by(self, voucher: Any) -> str:
        """Return who made it."""
        terms = getattr(voucher, "terms", None)
        return str(terms.made_by) if terms else "–"

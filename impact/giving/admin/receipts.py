"""The screen of receipts: numbered one after the other, voided and issued anew with a reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from impact.giving.models import GiftReceipt
from impact.giving.services.receipts import Goods, reissue_receipt
from impact.giving.services.refusals import GivingRefusedError
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.fields import CentsField
from nomi.platform.people import name_actor
from nomi.platform.screens import AmountMixin, ReasonForm


class ReissueForm(ReasonForm):
    """What the new receipt says."""

    donor_name = forms.CharField(
        label=_("Name for the receipt"), max_length=100, widget=UnfoldAdminTextInputWidget
    )
    goods = CentsField(
        label=_("Good-faith value of goods given, US dollars"),
        required=False,
        help_text=_("Empty when nothing was given in return."),
    )
    goods_words = forms.CharField(
        label=_("Goods given"),
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    field_order = ("donor_name", "goods", "goods_words", "reason")

    def clean(self) -> dict[str, Any]:
        """Ask for words beside a value, and for a value beside words."""
        data = super().clean() or {}
        if bool(data.get("goods")) != bool(data.get("goods_words")):
            self.add_error("goods_words", _("Goods need both words and a value."))
        return data


def reissue(
    receipt: GiftReceipt, values: dict[str, Any], request: HttpRequest
) -> tuple[GiftReceipt, str]:
    """Void this one and issue another."""
    made = reissue_receipt(
        receipt_id=receipt.pk,
        donor_name=values["donor_name"],
        goods=Goods(value_minor=values["goods"], words=values["goods_words"])
        if values["goods"]
        else None,
        reason=values["reason"],
        actor=name_actor(request.user),
        now=timezone.now(),
    )
    words = gettext("%(old)s is void; %(new)s stands in its place and is on its way to the donor.")
    return made, words % {"old": str(receipt), "new": str(made)}


def is_standing(receipt: GiftReceipt, _request: HttpRequest) -> bool:
    """Return whether this is a receipt that nobody has voided."""
    return receipt.kind == GiftReceipt.Kind.RECEIPT and not receipt.is_void


@admin.register(GiftReceipt)
class GiftReceiptScreen(AmountMixin, AskingScreen):
    """Receipts and voids in the order of their numbers."""

    list_display = ("__str__", "kind", "donor_name", "amount", "paid_on", "refers", "issued_at")
    list_filter = ("kind",)
    list_select_related = ("voids", "replaces")
    search_fields = ("=serial", "donor_name", "gift__number", "gift__donor_email")
    ordering = ("-serial",)
    asks = (
        Ask(
            name="reissue",
            label=_("Void and issue anew"),
            question=_(
                "This receipt becomes void under a number of its own, and the donor gets another"
                " that refers to it."
            ),
            form=ReissueForm,
            find_values=lambda receipt: {
                "donor_name": receipt.donor_name,
                "goods": receipt.goods_minor or None,
                "goods_words": receipt.goods_words,
            },
            act=reissue,
            permission="giving.refund_gift",
            is_offered=is_standing,
            refusals=(GivingRefusedError,),
        ),
    )
    fields = readonly_fields = (
        "serial",
        "kind",
        "gift",
        "donor_name",
        "donor_address",
        "amount",
        "goods",
        "goods_words",
        "purpose",
        "paid_on",
        "refers",
        "reason",
        "issued_by",
        "issued_at",
    )

    @admin.display(description=_("Value of goods"))
    def goods(self, receipt: GiftReceipt) -> str:
        """Write the value of what came in return."""
        return format_minor(receipt.goods_minor)

    @admin.display(description=_("Refers to"))
    def refers(self, receipt: GiftReceipt) -> str:
        """Name the receipt that this one voids or stands in for."""
        return str(receipt.voids or receipt.replaces or "–")

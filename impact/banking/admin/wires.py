"""The screen of single wires: what the bank pays, and noting that it refused one of them."""

from typing import Any

from django.contrib import admin
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Replace
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.banking.models import PaymentFileItem, WireRefusal
from impact.banking.refusals import BankingRefusedError
from impact.banking.services.refusing import refuse_wire
from impact.payouts.admin.forms import PaperForm
from impact.payouts.models import Payout
from impact.payouts.refusals import PayoutRefusedError
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.asking_fields import ask_text
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.safe_files import UnsafeFileError
from nomi.platform.screens import AmountMixin, FactsInline, ReasonForm


class WireRefusalForm(ReasonForm, PaperForm):
    """What the bank wrote: its reference, its letter, and why."""

    bank_reference = ask_text(_("The bank's reference"), most=100)
    field_order = ("bank_reference", "paper", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the paper as what it is here."""
        super().__init__(*args, **kwargs)
        self.fields["paper"].label = _("The bank's letter or message")


def refuse(
    row: PaymentFileItem, values: dict[str, Any], request: HttpRequest
) -> tuple[PaymentFileItem, str]:
    """Void the payout of the one wire."""
    is_new = refuse_wire(
        payout_uid=row.payout.uid,
        bank_reference=values["bank_reference"],
        content=values["paper"].read(),
        reason=values["reason"],
        actor=name_actor(request.user),
        now=timezone.now(),
    )
    if not is_new:
        return row, gettext("The payout was voided before; nothing was changed.")
    return row, gettext("The payout is voided. Its money is back in the training account.")


def describe(row: PaymentFileItem) -> str:
    """Say what would be voided, and on which evidence alone."""
    words = gettext(
        "%(amount)s for %(provider)s. Only when the bank has said that it will not carry out this"
        " wire: no answer is not a refusal. The payout is voided, and its money goes back to the"
        " training account. The other wires of the file stay as they are."
    )
    return words % {
        "amount": format_minor(row.amount_minor, row.currency),
        "provider": row.payout.draw.provider.name,
    }


class WireFacts(AmountMixin):
    """What is shown of a wire, in its file and on its own page."""

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        """Show the wires to whoever may see their file."""
        return bool(request.user.has_perm("banking.view_paymentfile"))

    @admin.display(description=_("Provider"))
    def provider(self, item: PaymentFileItem) -> str:
        """Name who is paid."""
        return str(item.payout.draw.provider)

    @admin.display(description=_("State"))
    def state(self, item: PaymentFileItem) -> str:
        """Write where the payout stands."""
        return str(item.payout.get_state_display())


class RefusalOfWire(FactsInline):
    """What the bank wrote about it."""

    model = WireRefusal
    verbose_name_plural = _("Refused by the bank")
    fields = readonly_fields = ("bank_reference", "who", "noted_at", "reason")

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        """Show it to whoever may see the file."""
        return bool(request.user.has_perm("banking.view_paymentfile"))

    @admin.display(description=_("Who"))
    def who(self, refusal: WireRefusal) -> str:
        """Name who noted it."""
        return get_actor_name(refusal.noted_by)


@admin.register(PaymentFileItem)
class WireScreen(WireFacts, AskingScreen):
    """Wires, newest first."""

    asks = (
        Ask(
            name="refused",
            label=_("The bank refused it"),
            describe=describe,
            act=refuse,
            permission="banking.refuse_paymentfile",
            form=WireRefusalForm,
            is_offered=lambda row, _request: row.payout.state == Payout.State.SUBMITTED,
            refusals=(BankingRefusedError, PayoutRefusedError, UnsafeFileError),
        ),
    )
    inlines = (RefusalOfWire,)
    list_display = ("number", "file", "provider", "amount", "state")
    list_filter = ("payout__state",)
    search_fields = ("bank_number", "payout__draw__provider__name")
    search_help_text = _("The number that the bank sees, or a provider")
    ordering = ("-pk",)
    fields = readonly_fields = (*list_display, "draw")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaymentFileItem]:
        """Fetch payouts and files along, without the sealed content; find by the bank's number."""
        items: QuerySet[PaymentFileItem] = super().get_queryset(request)
        number = Replace(Cast("payout__uid", CharField()), Value("-"))
        shown = items.select_related("payout__draw__provider", "file").defer("file__sealed")
        return shown.annotate(bank_number=number)

    def get_inlines(self, _request: HttpRequest, obj: Any) -> list[Any]:
        """Leave the refusal out while there is none."""
        return list(self.inlines) if obj is not None and hasattr(obj, "refusal") else []

    @admin.display(description=_("Number"))
    def number(self, item: PaymentFileItem) -> str:
        """Write the number that the bank sees."""
        return str(item)

    @admin.display(description=_("Draw"))
    def draw(self, item: PaymentFileItem) -> str:
        """Lead to what the money is for."""
        row = item.payout.draw
        address = reverse("admin:payouts_drawrequest_change", args=(row.pk,))
        return format_html('<a class="desk-link" href="{}">{}</a>', address, row)

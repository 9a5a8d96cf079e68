"""The mails about an order: what was written, to whom, and one of them once more."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget

from nomi.desk.orders.groups import WORDS
from nomi.platform.asking import Ask
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.services import send_again
from shop.fulfilment.models import Shipment
from shop.order.correcting import CorrectionRefused, correct_email
from shop.returns.models import Return
from shop.stripe_checkout.models import PaymentAttempt, Refund

NAMES: dict[str, Promise] = {
    "order_paid": _("receipt"),
    "order_shipped": _("parcel on its way"),
    "order_delivered": _("delivered"),
    "order_cancelled": _("cancelled"),
    "order_refunded": _("refund"),
    "payment_failed": _("payment failed"),
    "payment_link": _("payment link"),
    "payment_given_back": _("payment goes back"),
    "return_requested": _("return asked for"),
    "return_approved": _("return approved"),
    "return_received": _("return received"),
    "return_closed": _("return closed"),
    "return_rejected": _("return rejected"),
    "return_withdrawn": _("return taken back"),
}


def name_mail(kind: str) -> str:
    """Return what a mail of this kind is about, in words."""
    return str(NAMES.get(kind, kind.replace("_", " ")))


def list_mails(*, order: Any) -> Any:
    """Return every mail about the order, its parcels, refunds and returns, oldest first."""
    parts = [
        uid
        for model in (Refund, Shipment, Return, PaymentAttempt)
        for uid in model.objects.filter(order=order).values_list("uid", flat=True)
    ]
    references = [order.number, *(str(uid) for uid in parts)]
    return OutboxMessage.objects.filter(reference__in=references).order_by("pk")


class MailChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Mails by what they are about and when they were written."""

    def label_from_instance(self, obj: OutboxMessage) -> str:
        """Return what tells one from another."""
        day = timezone.localtime(obj.created_at)
        return f"{name_mail(obj.kind)} · {day:%d %b, %H:%M} · {obj.get_state_display()}"


def build_mail_form(order: Any) -> type[forms.Form]:
    """Return the form with the order's mails."""
    mails = list_mails(order=order)
    choice = MailChoice(
        label=_("Mail"),
        queryset=mails,
        initial=mails.first(),
        widget=UnfoldAdminSelectWidget,
        empty_label=None,
    )
    return type("MailForm", (forms.Form,), {"mail": choice})


def resend(order: Any, values: dict[str, Any], _request: HttpRequest) -> tuple[Any, str]:
    """Send the chosen mail once more."""
    mail = values["mail"]
    send_again(kind=mail.kind, reference=mail.reference, now=timezone.now())
    return order, gettext("The mail is in the outbox and leaves within a minute: %(mail)s.") % {
        "mail": name_mail(mail.kind)
    }


class AddressForm(forms.Form):
    """Where mails about the order go from now on."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=UnfoldAdminEmailInputWidget)


def correct(order: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Keep the new address and send the receipt there."""
    correct_email(order_id=order.pk, email=values["email"], now=timezone.now(), by=request.user)
    return order, gettext("Mails about the order go to the new address from now on.")


MAIL_ASKS = (
    Ask(
        name="mail",
        group=WORDS,
        label=_("Send a mail again"),
        question=_("The buyer gets it once more, at the address that the order has now."),
        act=resend,
        build_form=build_mail_form,
        is_offered=lambda order, _request: list_mails(order=order).exists(),
        permission="order.change_order",
    ),
    Ask(
        name="email",
        group=WORDS,
        label=_("Correct the e-mail"),
        question=_(
            "For a guest who mistyped it. Mails about the order go to the new address, and the"
            " receipt is sent there once more. Make sure that it is the buyer who asks: whoever has"
            " the address can open the order."
        ),
        act=correct,
        form=AddressForm,
        find_values=lambda order: {"email": order.guest_email},
        is_offered=lambda order, _request: order.user_id is None,
        permission="order.change_order",
        refusals=(CorrectionRefused,),
    ),
)

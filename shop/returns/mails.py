"""The mails about a return: one frame, the words of each step."""

from functools import partial
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nomi.platform.amounts import format_minor
from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail
from shop.languages.queries import speak_to_buyer
from shop.order.links import get_address, get_order_path
from shop.order.mails import write_mail
from shop.order.queries import get_order
from shop.returns.models import Return

State = Return.State
HEADINGS: dict[str, str | Promise] = {
    State.REQUESTED: gettext_lazy("We have your return"),
    State.APPROVED: gettext_lazy("Please send it back"),
    State.RECEIVED: gettext_lazy("Your return has arrived"),
    State.CLOSED: gettext_lazy("Your return is done"),
    State.REJECTED: gettext_lazy("We cannot take it back"),
    State.WITHDRAWN: gettext_lazy("Your return is cancelled"),
}
WORDS: dict[str, str | Promise] = {
    State.REQUESTED: gettext_lazy("We look at it within two working days and write to you."),
    State.APPROVED: gettext_lazy("Pack the pieces well. The label is on your order's page."),
    State.RECEIVED: gettext_lazy("We look at each piece and then give your money back."),
    State.REJECTED: gettext_lazy("Keep the pieces, or answer this mail if we are wrong."),
    State.WITHDRAWN: gettext_lazy("Nothing needs to be sent. You keep the pieces."),
}


def register_mails() -> None:
    """Tell the outbox who writes which kind."""
    for state in HEADINGS:
        registry.register(f"return_{state}", partial(render_step, state=state))


def render_step(reference: str, *, state: str) -> Mail:
    """Write the mail of one step, whatever the return became since."""
    made = Return.objects.select_related("order", "refund").get(uid=reference)
    order = get_order(made.order.number)
    with speak_to_buyer(order):
        path = get_order_path(order=order)
        heading = str(HEADINGS[state])
        extra = {
            "heading": heading,
            "words": str(WORDS[state]) if state in WORDS else _describe_end(made),
            "why": made.words if state == State.REJECTED else "",
            "pieces": [str(line) for line in made.lines.select_related("line")],
            "send_to": [settings.SELLER_NAME, *settings.SELLER_ADDRESS],
            "label_address": get_address(f"{path}return/{made.uid}/label.pdf"),
            "is_approved": state == State.APPROVED,
        }
        subject = _("%(heading)s: order %(number)s") % {"heading": heading, "number": order.number}
        return write_mail("return_step", order, subject, extra)


def _describe_end(made: Any) -> str:
    """Say what goes back, or that nothing does."""
    if made.refund is None:
        return _("There was nothing left to pay back.")
    return _("%(amount)s goes back to you the way you paid.") % {
        "amount": format_minor(made.refund.gross_minor, made.refund.currency)
    }

"""What staff can do with a draw and its payout: each ask calls one service."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.books.halts import PayoutsHaltedError
from impact.payouts.admin.forms import ConfirmationForm, DrawForm, PaperForm
from impact.payouts.admin.provider_asks import sign
from impact.payouts.models import DrawRequest, Payout
from impact.payouts.queries import find_to_approve, find_to_confirm, find_to_release
from impact.payouts.refusals import PayoutRefusedError
from impact.payouts.services import calling_back, desk, draws, files
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask
from nomi.platform.people import name_actor
from nomi.platform.safe_files import UnsafeFileError

Done = tuple[DrawRequest, str]
Values = dict[str, Any]
REFUSALS = (PayoutRefusedError, UnsafeFileError, PayoutsHaltedError)
OPEN = ("requested", "approved", "confirmed")
HUNDREDTHS = 100


def request_draw(_row: Any, values: Values, request: HttpRequest) -> Done:
    """Ask for money to be paid."""
    foreign = None
    if values["foreign_amount"]:
        foreign = draws.ForeignAmount(
            amount_minor=int(values["foreign_amount"] * HUNDREDTHS),
            currency=values["foreign_currency"],
            rate=values["rate"],
            rate_source=values["rate_source"],
            rate_on=values["rate_on"],
        )
    wish = draws.Wish(
        account_code=values["account_code"].upper(),
        plan_line=values["plan_line"],
        provider=values["provider"],
        amount_minor=int(values["amount"] * HUNDREDTHS),
        reason=values["reason"],
        foreign=foreign,
    )
    draw = draws.request_draw(wish=wish, **sign(request))
    return draw, gettext("Requested. Another person must approve it.")


def approve(row: DrawRequest, values: Values, request: HttpRequest) -> Done:
    """Say yes."""
    draw = draws.approve_draw(draw_id=row.pk, reason=values["reason"], **sign(request))
    if draw.state == DrawRequest.State.REQUESTED:
        return draw, gettext("Approved by you. One more approval is needed.")
    return draw, gettext("Approved. Now it waits for her word.")


def confirm(row: DrawRequest, values: Values, request: HttpRequest) -> Done:
    """Record her word with its paper."""
    content = values.pop("paper").read()
    draw = desk.record_her_word(draw_id=row.pk, content=content, **values, **sign(request))
    return draw, gettext("Her word is recorded. Now it waits for release by a third person.")


def release(row: DrawRequest, values: Values, request: HttpRequest) -> Done:
    """Release the money."""
    payout = draws.release_draw(draw_id=row.pk, reason=values["reason"], **sign(request))
    words = gettext("%(amount)s is set aside and goes out by %(rail)s.")
    return row, words % {
        "amount": format_minor(payout.amount_minor),
        "rail": payout.get_rail_display(),
    }


def close(kind: str) -> Callable[[DrawRequest, Values, HttpRequest], Done]:
    """Return the act that ends a request in this way."""

    def act(row: DrawRequest, values: Values, request: HttpRequest) -> Done:
        draw = draws.close_draw(draw_id=row.pk, kind=kind, reason=values["reason"], **sign(request))
        return draw, gettext("The request is closed. Nothing is paid.")

    return act


def attach(row: DrawRequest, values: Values, request: HttpRequest) -> Done:
    """Add an invoice or an offer."""
    content = values["paper"].read()
    files.attach_file(draw_id=row.pk, purpose="request", content=content, **sign(request))
    return row, gettext("The paper is kept.")


def prove(row: DrawRequest, values: Values, request: HttpRequest) -> Done:
    """Complete the payment with its proof."""
    content = values["paper"].read()
    desk.record_proof(payout_uid=row.payout.uid, content=content, **sign(request))
    return row, gettext("The proof is on file. The payment is completed.")


def call_back(row: DrawRequest, values: Values, request: HttpRequest) -> Done:
    """Void a payout that has not left; this may ask Stripe."""
    calling_back.void_unsent_payout(
        payout_uid=row.payout.uid, reason=values["reason"], **sign(request)
    )
    return row, gettext("Called back. The money stands in the training account again.")


def describe_release(row: DrawRequest) -> str:
    """Say what leaves."""
    words = gettext("%(amount)s leaves the training account %(code)s for %(provider)s.")
    return words % {
        "amount": format_minor(row.amount_minor),
        "code": row.account_code,
        "provider": row.provider.name,
    }


def is_in(find: Callable[[str], Any]) -> Callable[[DrawRequest, HttpRequest], bool]:
    """Return whether the draw stands in this person's queue."""
    return lambda row, request: bool(find(name_actor(request.user)).filter(pk=row.pk).exists())


def is_payout(state: str) -> Callable[[DrawRequest, HttpRequest], bool]:
    """Return whether the draw's payout stands there."""
    return lambda row, _request: Payout.objects.filter(draw=row, state=state).exists()


ADD = Ask(
    name="add",
    label=_("Request a draw"),
    question=_("Money of a training account, for a line of her plan, to a vetted provider."),
    act=request_draw,
    permission="payouts.add_drawrequest",
    form=DrawForm,
    refusals=REFUSALS,
)
ASKS = (
    Ask(
        name="approve",
        label=_("Approve"),
        describe=describe_release,
        act=approve,
        permission="payouts.approve_drawrequest",
        is_offered=is_in(find_to_approve),
        refusals=REFUSALS,
    ),
    Ask(
        name="confirm",
        label=_("Record her word"),
        question=_("She agrees, in her own language: that is what the paper shows."),
        act=confirm,
        permission="payouts.confirm_drawrequest",
        form=ConfirmationForm,
        is_offered=is_in(find_to_confirm),
        refusals=REFUSALS,
    ),
    Ask(
        name="release",
        label=_("Release"),
        describe=describe_release,
        act=release,
        permission="payouts.release_drawrequest",
        is_offered=is_in(find_to_release),
        refusals=REFUSALS,
    ),
    Ask(
        name="proof",
        label=_("Add proof"),
        question=_("A receipt, a certificate or a list of attendance. It completes the payment."),
        act=prove,
        permission="payouts.confirm_drawrequest",
        form=PaperForm,
        is_offered=is_payout(Payout.State.SETTLED),
        refusals=REFUSALS,
    ),
    Ask(
        name="paper",
        label=_("Add an invoice"),
        question=_("An invoice or an offer of the provider."),
        act=attach,
        permission="payouts.add_drawrequest",
        form=PaperForm,
        is_offered=lambda row, _request: row.state in OPEN,
        refusals=REFUSALS,
    ),
    Ask(
        name="reject",
        label=_("Reject"),
        question=_("The request ends here. Nothing is paid."),
        act=close("rejected"),
        permission="payouts.approve_drawrequest",
        is_offered=is_in(find_to_approve),
        refusals=REFUSALS,
    ),
    Ask(
        name="cancel",
        label=_("Cancel"),
        question=_("The request ends here. Nothing is paid."),
        act=close("cancelled"),
        permission="payouts.add_drawrequest",
        is_offered=lambda row, _request: row.state in OPEN,
        refusals=REFUSALS,
    ),
    Ask(
        name="call-back",
        label=_("Call back"),
        question=_(
            "The money returns to the training account, unless it has left. When somebody has tried"
            " to send it by Stripe, Stripe is asked first."
        ),
        act=call_back,
        permission="payouts.release_drawrequest",
        is_offered=is_payout(Payout.State.HELD),
        is_atomic=False,  # it may ask Stripe
        refusals=REFUSALS,
    ),
)

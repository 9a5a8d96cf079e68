"""The page of a monthly gift: change, pause, another card, the end."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views import View

from impact.giving.forms import AmountForm
from impact.giving.gateway import StripeRefused, StripeUnavailable
from impact.giving.links import MONTHLY
from impact.giving.models import MonthlyGift
from impact.giving.queries import find_monthly_gift
from impact.giving.services import changing
from impact.giving.services.monthly import settle_monthly
from impact.giving.services.refusals import GivingRefusedError
from impact.giving.views.private import ask_for_proof, is_proven
from impact.giving.words import describe_control, name_fund
from nomi.platform.amounts import format_minor
from nomi.platform.private_pages import private_page
from nomi.platform.tokens.queries import find_reference

Act = Callable[..., MonthlyGift]
ACTS: dict[str, tuple[Act, str]] = {
    "pause": (changing.pause, gettext_noop("Your monthly gift is paused.")),
    "resume": (changing.resume, gettext_noop("Your monthly gift goes on.")),
    "cancel": (
        changing.cancel,
        gettext_noop("Your monthly gift has ended. Nothing more is taken."),
    ),
    "retry": (changing.retry_payment, gettext_noop("The payment went through. Thank you.")),
}
AWAY = gettext_noop("The payment service does not answer. Nothing was changed. Try again.")


@method_decorator(private_page, name="dispatch")
class MonthlyView(View):
    """How the gift stands, and everything its donor may do with it."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show it; one that may just have begun is looked up at Stripe first."""
        now = timezone.now()
        monthly = _find(token)
        if monthly is None or not is_proven(request, thing=monthly, now=now):
            return ask_for_proof(request, thing=monthly, token=token)
        if monthly.state == MonthlyGift.State.PLACED:
            try:
                monthly = settle_monthly(monthly_id=monthly.pk, now=now)
            except (StripeUnavailable, StripeRefused):
                return _show(request, monthly, AmountForm(), refusal=_(AWAY))
        return _show(request, monthly, AmountForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Do one thing, or say on the same page why not."""
        monthly = _find(token)
        if monthly is None or not is_proven(request, thing=monthly, now=timezone.now()):
            return ask_for_proof(request, thing=monthly, token=token)
        form = AmountForm(request.POST if "amount" in request.POST else None)
        try:
            done = _act(request, monthly, form, now=timezone.now())
        except GivingRefusedError as refusal:
            return _refuse(request, monthly, form, _(str(refusal)))
        except (StripeUnavailable, StripeRefused):
            return _refuse(request, monthly, form, _(AWAY))
        return done or _refuse(request, monthly, form, "")


def _act(
    request: HttpRequest, monthly: MonthlyGift, form: AmountForm, *, now: datetime
) -> HttpResponse | None:
    """Return the answer to what was asked; None when the amount is no amount."""
    wanted = request.POST.get("act", "")
    if wanted == "card":
        return HttpResponseRedirect(
            changing.open_card_page(monthly_id=monthly.pk), status=HTTPStatus.SEE_OTHER
        )
    if wanted in ACTS:
        act, words = ACTS[wanted]
        act(monthly_id=monthly.pk, now=now)
        messages.success(request, _(words))
        return redirect(request.path)
    if not form.is_valid():
        return None
    changing.change_amount(monthly_id=monthly.pk, amount_minor=form.cleaned_data["amount"], now=now)
    messages.success(request, _("The amount was changed. Nothing is taken before the next month."))
    return redirect(request.path)


def _find(token: str) -> MonthlyGift | None:
    return find_monthly_gift(find_reference(purpose=MONTHLY, token=token, now=timezone.now()))


def _refuse(
    request: HttpRequest, monthly: MonthlyGift, form: AmountForm, refusal: str
) -> HttpResponse:
    monthly.refresh_from_db()
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _show(request, monthly, form, refusal=refusal, status=status)


def _show(
    request: HttpRequest,
    monthly: MonthlyGift,
    form: AmountForm,
    *,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "monthly": monthly,
        "form": form,
        "refusal": refusal,
        "amount": format_minor(monthly.total_minor),
        "fee": format_minor(monthly.fee_covered_minor) if monthly.fee_covered_minor else "",
        "fund": name_fund(monthly.purpose),
        "is_running": monthly.state in MonthlyGift.RUNNING,
        "months": [
            (gift.given_on, format_minor(gift.total_minor), gift)
            for gift in monthly.gifts.order_by("-paid_at")[:24]
        ],
        "control": describe_control(),
    }
    return render(request, "impact/giving/monthly.html", context, status=status)

"""The page on which a gift is made: fill in, look once more, pay at Stripe."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from impact.giving.forms import MONTHLY, GiftForm
from impact.giving.gateway import StripeRefused, StripeUnavailable
from impact.giving.limits import count_gift
from impact.giving.services.placing import Donor, Tribute, Wish, begin, quote_fee
from impact.giving.services.refusals import GivingClosedError
from impact.giving.views.private import PROOFS
from impact.giving.words import describe_control, name_fund
from nomi.platform import seals
from nomi.platform.amounts import format_minor
from nomi.platform.limits import say_wait
from nomi.platform.visitors import find_network

REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@method_decorator(never_cache, name="dispatch")
class GiveView(View):
    """Ask for the gift; show it once more with every amount; lead to Stripe."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the empty form, the donor's own address filled in."""
        user: Any = request.user
        known = {}
        if user.is_authenticated:
            known = {"donor_email": user.email, "donor_name": user.get_full_name()}
        form = GiftForm(initial=known)
        return _show_form(request, form, stamp="")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show what is wrong, or the gift once more, or lead on to the payment."""
        now = timezone.now()
        form, stamp = GiftForm(request.POST), request.POST.get("seal", "")
        step = request.POST.get("step", "check")
        is_valid = form.is_valid()
        words = _find_fault(stamp, now=now)
        if words:
            form.add_error(None, words)
        if not is_valid or words or step == "change":
            status = HTTPStatus.OK if is_valid and not words else REFUSED
            return _show_form(request, form, stamp=stamp if not words else "", status=status)
        return _pay(request, form, stamp, now=now) if step == "pay" else _check(request, form)


def _find_fault(stamp: str, *, now: datetime) -> str:
    """Return what is wrong with when the form was opened and sent, "" for nothing."""
    opened = seals.read_seal(stamp)
    if opened is None or seals.is_too_old(opened, now=now):
        return _("This page was open for long. Look once more, then go on.")
    if seals.is_too_fast(opened, now=now):
        return _("That was quicker than a person types. Press the button once more.")
    return ""


def _show_form(
    request: HttpRequest, form: GiftForm, *, stamp: str, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {
        "form": form,
        "seal": stamp or seals.make_seal(now=timezone.now()),
        "control": describe_control(),
        "is_open": bool(settings.CHARITY_EIN),
    }
    return render(request, "impact/giving/give.html", context, status=status)


def _check(
    request: HttpRequest, form: GiftForm, *, status: int = HTTPStatus.OK, refusal: str = ""
) -> HttpResponse:
    """Show the gift once more, the exact card fee beside it."""
    data = form.cleaned_data
    amount, fee = data["amount_minor"], quote_fee(data["amount_minor"])
    context = {
        "form": form,
        "seal": request.POST.get("seal", ""),
        "gift": data,
        "is_monthly": data["frequency"] == MONTHLY,
        "amount": format_minor(amount),
        "fee": format_minor(fee),
        "total": format_minor(amount + fee),
        "fund": name_fund(data["purpose"]),
        "control": describe_control(),
        "refusal": refusal,
        "kept": [field for field in form if field.name not in {"covers_fee", "website"}],
    }
    return render(request, "impact/giving/check.html", context, status=status)


def _pay(request: HttpRequest, form: GiftForm, stamp: str, *, now: datetime) -> HttpResponse:
    """Place the gift and lead to Stripe's page, or say on the same page why not."""
    opened = seals.read_seal(stamp)
    if request.session.session_key is None:
        request.session.create()
    wait = count_gift(network=find_network(request), session_key=request.session.session_key or "")
    if wait or opened is None:
        words = _("Many gifts were begun from here. %(wait)s, then press the button again.")
        refusal = words % {"wait": say_wait(wait)}
        return _check(request, form, status=HTTPStatus.TOO_MANY_REQUESTS, refusal=refusal)
    data = form.cleaned_data
    try:
        begun = begin(
            donor=_read_donor(request, data),
            wish=_read_wish(data),
            form_key=seals.make_key(opened, data),
            is_monthly=data["frequency"] == MONTHLY,
            now=now,
        )
    except GivingClosedError as closed:
        return _check(request, form, status=REFUSED, refusal=_(str(closed)))
    except (StripeUnavailable, StripeRefused):
        words = _("The payment page does not answer. Nothing was taken. Press the button again.")
        return _check(request, form, status=HTTPStatus.SERVICE_UNAVAILABLE, refusal=words)
    PROOFS.remember(request, number=begun.number, email=data["donor_email"], now=now)
    return HttpResponseRedirect(begun.address, status=HTTPStatus.SEE_OTHER)


def _read_donor(request: HttpRequest, data: dict[str, Any]) -> Donor:
    user: Any = request.user
    return Donor(
        name=data["donor_name"],
        email=data["donor_email"],
        address=data["donor_address"],
        is_anonymous=not data["shows_name"],
        display_name=data["display_name"],
        user_key=user.pk if user.is_authenticated else None,
        language=get_language() or "en",
    )


def _read_wish(data: dict[str, Any]) -> Wish:
    tribute = Tribute(
        kind=data["tribute"],
        name=data["tribute_name"],
        card_by=data["card_by"],
        card_name=data["card_name"],
        card_email=data["card_email"],
        card_address=data["card_address"],
        card_message=data["card_message"],
    )
    return Wish(
        amount_minor=data["amount_minor"],
        purpose=data["purpose"],
        covers_fee=data["covers_fee"],
        tribute=tribute if data["tribute"] else None,
        employer=data["employer"],
    )

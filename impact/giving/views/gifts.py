"""The page of one gift: where Stripe sends the donor, and where receipts are fetched."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from impact.giving.gateway import StripeRefused, StripeUnavailable
from impact.giving.links import GIFT, get_monthly_address
from impact.giving.models import Gift, GiftReceipt
from impact.giving.papers import write_receipt
from impact.giving.queries import find_gift
from impact.giving.services.receipts import find_standing
from impact.giving.services.settling import settle_gift
from impact.giving.views.private import ask_for_proof, is_proven
from impact.giving.words import describe_control, describe_goods, list_rows
from nomi.platform.amounts import format_minor
from nomi.platform.private_pages import private_page
from nomi.platform.tokens.queries import find_reference


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def show_gift(request: HttpRequest, token: str) -> HttpResponse:
    """Thank for the gift, or say that it is not paid yet.

    The one GET that may write: it records a fact that Stripe already holds, the same that the
    webhook or the sweep would record, and nothing the visitor decides.
    """
    now = timezone.now()
    gift = _find(token)
    if not is_proven(request, thing=gift, now=now) or gift is None:
        return ask_for_proof(request, thing=gift, token=token)
    if gift.state in Gift.LIVE:
        try:
            gift = settle_gift(gift_id=gift.pk, now=now)
        except (StripeUnavailable, StripeRefused):
            return _show(request, gift, token, is_waiting=True)
    return _show(request, gift, token)


@require_safe
@private_page
def show_receipt(request: HttpRequest, token: str, serial: int) -> HttpResponse:
    """Hand out one receipt as a paper; a void one says so."""
    gift = _find(token)
    if gift is None or not is_proven(request, thing=gift, now=timezone.now()):
        return ask_for_proof(request, thing=gift, token=token)
    found = gift.receipts.filter(serial=serial, kind=GiftReceipt.Kind.RECEIPT)
    receipt = found.select_related("voided_by", "replaces").first()
    if receipt is None:
        raise Http404
    answer = HttpResponse(write_receipt(receipt), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{receipt}.pdf"'
    return answer


def _find(token: str) -> Gift | None:
    return find_gift(find_reference(purpose=GIFT, token=token, now=timezone.now()))


def _show(
    request: HttpRequest, gift: Gift, token: str, *, is_waiting: bool = False
) -> HttpResponse:
    receipt = find_standing(gift)
    context: dict[str, Any] = {
        "gift": gift,
        "token": token,
        "receipt": receipt,
        "rows": list_rows(receipt) if receipt else (),
        "goods": describe_goods(receipt) if receipt else "",
        "amount": format_minor(gift.total_minor),
        "back": format_minor(gift.refunded_minor) if gift.refunded_minor else "",
        "control": describe_control(),
        "monthly_address": get_monthly_address(gift.monthly) if gift.monthly else "",
        "is_waiting": is_waiting,
    }
    return render(request, "impact/giving/gift.html", context)

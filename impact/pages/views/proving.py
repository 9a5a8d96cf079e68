"""The page where receipts are checked, and a buyer's own receipt."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from impact.proofs.queries import find_latest_checkpoint, list_keys
from impact.proofs.receipts import find_receipt
from nomi.platform.private_pages import private_page
from nomi.platform.tokens.queries import find_reference


@require_safe
def show_verify(request: HttpRequest) -> HttpResponse:
    """Show the page on which the reader's own browser checks a receipt."""
    keys = list_keys()
    checkpoint = find_latest_checkpoint()
    witnesses = [one.witness for one in checkpoint.cosignatures.all()] if checkpoint else []
    context = {"key": keys[0].vkey if keys else "", "witnesses": witnesses}
    return render(request, "impact/verify.html", context)


@require_safe
@private_page
def export_receipt(_request: HttpRequest, token: str) -> HttpResponse:
    """Hand a buyer the receipt of her order; wrong, unknown and expired tokens look alike."""
    reference = find_reference(purpose="trace", token=token, now=timezone.now())
    receipt = find_receipt(reference=reference) if reference is not None else None
    if receipt is None:
        raise Http404
    response = HttpResponse(json.dumps(receipt, indent=1), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="nomi-receipt.json"'
    return response

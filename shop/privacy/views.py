"""Take your data along, or erase the account. Both ask for the password again."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shop.basket.request import ShopRequest
from shop.privacy.archive import write_archive
from shop.privacy.forms import ErasingForm
from shop.privacy.queries import collect_data
from shop.privacy.services import ErasureRefused, erase_shopper


@never_cache
@require_safe
@login_required
@reauthentication_required
def show(request: ShopRequest) -> HttpResponse:
    """Say what is held, and offer both."""
    form = ErasingForm(user=request.user)
    return render(request, "shop/privacy/data.html", {"form": form})


@never_cache
@require_POST
@login_required
@reauthentication_required
def export(request: ShopRequest) -> HttpResponse:
    """Hand out everything as one file."""
    return HttpResponse(
        write_archive(collect_data(user=request.user)),
        content_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="nomi-data.zip"',
            "Cache-Control": "no-store, private",
        },
    )


@never_cache
@require_POST
@login_required
@reauthentication_required
def erase(request: ShopRequest) -> HttpResponse:
    """Erase the account, or say on the same page why that cannot be."""
    form = ErasingForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            erase_shopper(user_id=request.user.pk, now=timezone.now())
        except ErasureRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            return render(request, "shop/privacy/erased.html")
    return render(request, "shop/privacy/data.html", {"form": form})

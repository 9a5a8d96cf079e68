"""The addresses of an account: the same fields, and the same words about them, as the checkout."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.checkout import keeping
from shop.checkout.forms import AddressForm
from shop.checkout.queries import find_kept, list_own


@never_cache
@require_safe
@login_required
def list_addresses(request: HttpRequest) -> HttpResponse:
    """Show the shopper's list, the address that is offered first on top."""
    own = list_own(user=request.user)
    return render(request, "shop/checkout/own_addresses.html", {"own": own})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_address(request: HttpRequest) -> HttpResponse:
    """Ask for an address; on POST keep it, or say beside its fields why not."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if keeping.keep_address(user_id=request.user.pk or 0, address=form.get_address()):
            messages.success(request, _("The address is on your list."))
            return redirect("customer:address-list")
        form.add_error(None, _("This address is on your list already, or the list is full."))
    return _show(request, form, title=_("Add an address"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one of the shopper's own addresses; on POST change it, or say why not."""
    kept = find_kept(user=request.user, pk=pk)
    if kept is None:
        raise Http404
    form = AddressForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_valid():
        address = form.get_address()
        if keeping.change_address(user_id=request.user.pk or 0, kept_id=pk, address=address):
            messages.success(request, _("The address is changed."))
            return redirect("customer:address-list")
        form.add_error(None, _("Another address on your list is the same."))
    return _show(request, form, title=_("Change the address"))


@never_cache
@require_POST
@login_required
def prefer_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer one of the shopper's addresses first from now on."""
    if keeping.prefer_address(user_id=request.user.pk or 0, kept_id=pk):
        messages.success(request, _("This address comes first now."))
    else:
        messages.warning(request, _("This address is not on your list any more."))
    return redirect("customer:address-list")


@never_cache
@require_POST
@login_required
def remove_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one of the shopper's own addresses off her list."""
    keeping.remove_address(user_id=request.user.pk or 0, kept_id=pk)
    messages.success(request, _("The address is off your list."))
    return redirect("customer:address-list")


def _show(request: HttpRequest, form: AddressForm, *, title: str) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "title": title}
    return render(request, "shop/checkout/own_address.html", context, status=status)

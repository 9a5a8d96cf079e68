"""Who comes in where: one login door for everyone, and Oscar's pages that stay.

Oscar brings a login, a logout, a registration and a password reset of its own, twice. Django's
admin brings a third. All of them lead to django-allauth here. Of Oscar's dashboard only the pages
named below can be reached, and none of its account pages; the names of the others resolve to
nothing or to the page that took their place.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from oscar.core.loading import get_model

from nomi.platform.safe_csv import with_safe_csv
from shop.checkout.views import addresses

Pattern = URLPattern | URLResolver
View = Callable[..., HttpResponseBase]
DASHBOARD_ROOMS = ("reports",)
"""Oscar's dashboard pages that stay; the admin does the rest, vouchers among it.

Offers that hold without a code, ranges and sets of vouchers are closed: nothing there asks whether
a discount goes below what the goods cost (DOMAIN.md, rule 3).
"""


def find_safe_next(request: HttpRequest) -> str:
    """Return the `next` address of the request if it stays on this site, else nothing."""
    target = request.GET.get(REDIRECT_FIELD_NAME, "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else ""


def lead_to(name: str) -> View:
    """Return a view that leads to the page `name` and hands on a safe `next`."""

    @require_GET
    def lead(request: HttpRequest, **_address: str) -> HttpResponseBase:
        target = find_safe_next(request)
        query = f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else ""
        return redirect(resolve_url(name) + query)

    return lead


@never_cache
@require_GET
def enter_staff_pages(request: HttpRequest) -> HttpResponseBase:
    """Send strangers to the login door, staff to where they were going; refuse everybody else."""
    target = find_safe_next(request) or resolve_url("admin:index")
    if not request.user.is_authenticated:
        query = urlencode({REDIRECT_FIELD_NAME: target})
        return redirect(f"{resolve_url('account_login')}?{query}")
    if not (request.user.is_staff and request.user.is_active):
        raise PermissionDenied
    # an address only: `redirect` would look for a page of that name first
    return HttpResponseRedirect(target)


@require_GET
@staff_member_required(login_url="dashboard:login")
def show_order(_request: HttpRequest, number: str) -> HttpResponseBase:
    """Lead from an order number to the order in the admin."""
    order = get_object_or_404(get_model("order", "Order"), number=number)
    return redirect("admin:order_order_change", order.pk)


@require_GET
@staff_member_required(login_url="dashboard:login")
def show_offer(_request: HttpRequest, pk: int) -> HttpResponseBase:
    """Lead from the offer of a report to the voucher that it stands behind."""
    voucher = get_object_or_404(get_model("voucher", "Voucher"), offers=pk)
    return redirect("admin:voucher_voucher_change", voucher.pk)


def lead_to_admin(model: str) -> View:
    """Return a view that leads from Oscar's dashboard page of a `model` to the admin's."""

    @require_GET
    @staff_member_required(login_url="dashboard:login")
    def lead(_request: HttpRequest, pk: int) -> HttpResponseBase:
        return redirect(f"admin:{model}_change", pk)

    return lead


def make_downloads_safe(patterns: Iterable[Any]) -> None:
    """Keep formulas out of the CSV files of Oscar's pages."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            make_downloads_safe(pattern.url_patterns)
        else:
            pattern.callback = with_safe_csv(pattern.callback)


def get_account_urls() -> tuple[list[Pattern], str, str]:
    """Return the account pages under Oscar's names, its login pages among them.

    The addresses of those are allauth's own and stand behind them in the site map, so that a name
    such as `customer:login` resolves to allauth's page.
    """
    own: list[Pattern] = [
        path("", lead_to("order-history"), name="summary"),
        path("login/", lead_to("account_login"), name="login"),
        path("logout/", lead_to("account_logout"), name="logout"),
        path("signup/", lead_to("account_signup"), name="register"),
        path("password/change/", lead_to("account_change_password"), name="change-password"),
        path("email/", lead_to("account_email"), name="profile-view"),
        path("addresses/", addresses.list_addresses, name="address-list"),
        path("addresses/add/", addresses.add_address, name="address-create"),
        path("addresses/<int:pk>/", addresses.edit_address, name="address-detail"),
        path("addresses/<int:pk>/first/", addresses.prefer_address, name="address-first"),
        path("addresses/<int:pk>/delete/", addresses.remove_address, name="address-delete"),
    ]
    return own, "customer", "customer"


def get_room_urls(label: str) -> tuple[list[Pattern], str, str]:
    """Return the pages of a fork of Oscar's, under the names that Oscar's templates use."""
    config: Any = apps.get_app_config(label)
    urls: tuple[list[Pattern], str, str] = config.urls
    return urls


def get_offer_urls() -> tuple[list[Pattern], str, str]:
    """Return the names of Oscar's offer pages: the goods on offer are in the shop."""
    own: list[Pattern] = [
        path("", lead_to("catalogue:index"), name="list"),
        path("<slug:slug>/", lead_to("catalogue:index"), name="detail"),
    ]
    return own, "offer", "offer"


def get_dashboard_urls() -> tuple[list[Pattern], str, str]:
    """Return what stays of Oscar's dashboard; its other names lead to the admin."""
    oscar: list[Any] = [apps.get_app_config(f"{room}_dashboard") for room in DASHBOARD_ROOMS]
    rooms: list[Pattern] = [
        path(f"{room}/", (config.urls[0], None, None))
        for room, config in zip(DASHBOARD_ROOMS, oscar, strict=True)
    ]
    own: list[Pattern] = [
        path("", lead_to("admin:index"), name="index"),
        path("login/", enter_staff_pages, name="login"),
        path("logout/", lead_to("account_logout"), name="logout"),
        re_path(r"^orders/(?P<number>[-\w]+)/$", show_order, name="order-detail"),
        path("catalogue/<int:pk>/", lead_to_admin("catalogue_product"), name="catalogue-product"),
        path("vouchers/<int:pk>/", lead_to_admin("voucher_voucher"), name="voucher-stats"),
        path("offers/<int:pk>/", show_offer, name="offer-detail"),
        path("users/<int:pk>/", lead_to_admin("auth_user"), name="user-detail"),
    ]
    make_downloads_safe(rooms)
    return own + rooms, "dashboard", "dashboard"

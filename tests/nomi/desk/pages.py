"""Every staff page that can be opened, by address."""

from collections.abc import Iterator

from django.contrib import admin
from django.urls import URLPattern, URLResolver, reverse
from oscar.core.loading import get_model

from impact.books.models import Account
from impact.vault.models import SealedField
from nomi import doors
from nomi.platform.screens import Screen
from shop.content.models import PageVersion

REDIRECTS = {
    "index",
    "login",
    "logout",
    "order-detail",
    "catalogue-product",
    "user-detail",
    "voucher-stats",
    "offer-detail",
}


def list_admin_pages() -> Iterator[str]:
    """Return the list, add, change, history, delete and button pages of every screen."""
    yield reverse("admin:index")
    yield from list_books_pages()
    yield from list_goods_pages()
    yield from list_record_pages()
    version = PageVersion.objects.order_by("pk").first()
    if version is not None:
        yield reverse("admin:content_pageversion_preview", args=(version.pk,))
    yield reverse("admin:counter_countersale_add")
    yield reverse("admin:voucher_voucher_add")
    yield reverse("admin:participants_participant_sheet")
    for model, screen in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_changelist") + "?q=x"
        if "has_add_permission" not in dir(type(screen)) or screen_may_add(screen):
            yield reverse(f"{name}_add")
        row = model._default_manager.order_by("pk").first()
        if row is None:
            continue
        yield reverse(f"{name}_change", args=(row.pk,))
        yield reverse(f"{name}_history", args=(row.pk,))
        if isinstance(screen, Screen):
            for button in screen.buttons:
                yield reverse(f"{name}_press", args=(row.pk, button.name))


def list_goods_pages() -> Iterator[str]:
    """Return the pages of the catalogue that are no list of rows."""
    product = get_model("catalogue", "Product").objects.filter(structure="parent").first()
    if product is not None:
        yield reverse("admin:catalogue_product_preview", args=(product.pk,))
        yield reverse("admin:catalogue_product_change", args=(product.pk,))
        yield reverse("admin:catalogue_product_press", args=(product.pk, "clone"))
    yield reverse("admin:catalogue_product_prices")


def list_record_pages() -> Iterator[str]:
    """Return the pages of the vault; a value stands on none of them."""
    yield reverse("vault:search")
    code = SealedField.objects.values_list("account_code", flat=True).first()
    if code is not None:
        for name in ("record", "write", "erase"):
            yield reverse(f"vault:{name}", args=(code,))


def list_books_pages() -> Iterator[str]:
    """Return the screens of the books that are no list of rows."""
    yield reverse("admin:books_trial_balance")
    yield reverse("admin:books_trial_balance") + "?day=2026-11-02"
    yield reverse("admin:books_export")
    yield reverse("admin:books_close")
    for code in ("stripe", "fund:training:available"):
        account = Account.objects.get(code=code)
        yield reverse("admin:books_account_statement", args=(account.pk,))
        yield reverse("admin:books_account_statement", args=(account.pk,)) + "?kind=sale"


def screen_may_add(screen: admin.ModelAdmin) -> bool:
    """Return whether rows are added on this screen at all."""
    from nomi.platform.screens import FactsMixin

    return not isinstance(screen, FactsMixin)


def list_dashboard_pages() -> Iterator[str]:
    """Return the pages kept from Oscar's dashboard."""
    for pattern in walk(doors.get_dashboard_urls()[0]):
        if pattern.name not in REDIRECTS:
            yield reverse(f"dashboard:{pattern.name}")
    for report in ("order_report", "product_analytics", "customer_report", "open_baskets"):
        yield reverse("dashboard:reports-index") + f"?report_type={report}"


def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Return the leaves of the address tree."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns)
        else:
            yield pattern

"""The site map, on one screen."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from impact.pages.views import show_trace
from impact.pages.views.her_statement import download_her_statement, show_her_statement
from impact.pages.views.proving import export_receipt
from impact.payouts import urls as payouts
from impact.vault import urls as vault
from nomi import doors
from nomi.staff import second_factor
from nomi.staff.addresses import AddressesView

handler403 = "shop.storefront.errors.show_refused"
handler404 = "shop.storefront.errors.show_missing"

PAGES = i18n_patterns(
    path("", include("shop.storefront.urls")),
    path("basket/", doors.get_room_urls("basket")),
    path("checkout/", doors.get_room_urls("checkout")),
    path("impact/", include("impact.pages.urls")),
    path("", include("impact.giving.urls")),
    path("trace/<str:token>/", show_trace, name="trace"),
    path("", include("shop.order.urls")),
    path("", include("shop.fulfilment.urls")),
    path("", include("shop.returns.urls")),
    path("", include("shop.wishes.urls")),
    path("", include("shop.saved.urls")),
    path("", include("shop.giftcards.urls")),
    path("", include("shop.reviews.urls")),
    path("", include("shop.currencies.urls")),
    path("account/data/", include("shop.privacy.urls")),
    path("offers/", doors.get_offer_urls()),
    path("account/email/", AddressesView.as_view(), name="account_email"),
    path("account/", include("allauth.urls")),
    path("account/", doors.get_account_urls()),
    path("", include("shop.content.urls")),  # last: any word may be a page's address
    prefix_default_language=False,
)
"""What shoppers and donors read: `/shop/` in English, `/es/shop/` and `/km/shop/` beside it."""

urlpatterns = [
    path("", include("shop.pictures.urls")),
    path("", include("shop.feeds.urls")),
    path("", include("shop.stripe_checkout.urls")),
    path("trace/<str:token>/proof.json", export_receipt, name="trace-proof"),
    path("admin/login/", doors.enter_staff_pages),
    path("admin/password_change/", doors.lead_to("account_change_password")),
    path(
        "admin/training-accounts/<str:code>/statement/",
        admin.site.admin_view(show_her_statement),
        name="her-statement",
    ),
    path(
        "admin/training-accounts/<str:code>/statement.pdf",
        admin.site.admin_view(download_her_statement),
        name="her-statement-pdf",
    ),
    path("admin/vault/record/", vault.build_urls(find_proof_page=second_factor.find_proof_page)),
    path("admin/papers/", payouts.build_urls(find_proof_page=second_factor.find_proof_page)),
    path("admin/", admin.site.urls),
    path("dashboard/", doors.get_dashboard_urls()),
    *PAGES,
]

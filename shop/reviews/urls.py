"""The page to write on, twice: behind the private link and in the account."""

from django.urls import re_path

from shop.returns.views import by_token, in_account
from shop.reviews import views

urlpatterns = [
    re_path(
        r"^order/(?P<token>[^/]+)/review/(?P<product_id>[0-9]{1,9})/$",
        by_token(views.write),
        name="review-write",
    ),
    re_path(
        r"^account/orders/(?P<number>[^/]+)/review/(?P<product_id>[0-9]{1,9})/$",
        in_account(views.write),
        name="review-own-write",
    ),
]

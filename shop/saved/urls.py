"""Addresses of the wish list."""

from django.urls import path, re_path

from shop.saved import views

urlpatterns = [
    path("wish-list/", views.show_saved, name="saved"),
    re_path(r"^wish-list/(?P<product_id>[0-9]{1,9})/$", views.save, name="saved-add"),
    re_path(r"^wish-list/(?P<product_id>[0-9]{1,9})/remove/$", views.drop, name="saved-remove"),
]

"""A shopper's own data."""

from django.urls import path

from shop.privacy import views

urlpatterns = [
    path("", views.show, name="account-data"),
    path("export/", views.export, name="account-data-export"),
    path("erase/", views.erase, name="account-data-erase"),
]

"""Addresses of the page about other currencies."""

from django.urls import path

from shop.currencies import views

urlpatterns = [
    path("currencies/", views.show_currencies, name="currencies"),
    path("currencies/rates.json", views.list_rates, name="currency-rates"),
]

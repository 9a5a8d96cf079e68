"""Addresses of gift cards: buy one, see what is left on one."""

from django.urls import path

from shop.giftcards import views

urlpatterns = [
    path("gift-card/", views.buy, name="gift-card"),
    path("gift-card/balance/", views.show_balance, name="gift-card-balance"),
]

"""Addresses that Stripe and its returning shoppers use."""

from django.urls import path

from shop.stripe_checkout import views

urlpatterns = [
    path("stripe/webhook/", views.WebhookView.as_view(), name="stripe-webhook"),
    path("checkout/return/<str:token>/", views.ReturnView.as_view(), name="stripe-return"),
    path("checkout/return/<str:token>/cancel/", views.CancelView.as_view(), name="stripe-cancel"),
]

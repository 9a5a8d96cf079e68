"""Checkout: one page or three, a payment, a thank-you."""

from django.urls import path

from shop.checkout.views import express, paying, steps, thanks

urlpatterns = [
    path("", steps.show_address, name="index"),
    path("delivery/", steps.show_delivery, name="delivery"),
    path("express/", express.show_express, name="express"),
    path("review/", paying.show_review, name="review"),
    path("resume/", paying.resume_payment, name="resume"),
    path("cancel/", paying.cancel_payment, name="cancel"),
    path("thank-you/<str:token>/", thanks.show_thanks, name="thank-you"),
    path("thank-you/<str:token>/email/", thanks.change_email, name="change-email"),
]

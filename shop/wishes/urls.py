"""Addresses of wishes."""

from django.urls import path, re_path

from shop.wishes import views

urlpatterns = [
    re_path(r"^wishes/(?P<product_id>[0-9]{1,9})/$", views.ask, name="wish-ask"),
    path("wishes/forget/<str:token>/", views.forget, name="wish-forget"),
]

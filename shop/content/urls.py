"""Addresses of the contact page, and last of all those of the shop's own pages."""

from django.urls import path

from shop.content import views

urlpatterns = [
    path("contact/", views.write_to_us, name="contact"),
    path("contact/sent/", views.say_sent, name="contact-sent"),
    path("<slug:slug>/", views.show_page, name="content-page"),
]

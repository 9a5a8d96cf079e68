"""Stored pictures under MEDIA_URL."""

from django.urls import path

from shop.pictures.views import show_file

urlpatterns = [path("media/<path:path>", show_file, name="media")]

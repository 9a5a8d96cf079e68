"""Where the health pages are."""

from django.urls import path

from nomi.platform.health import views

urlpatterns = [
    path("livez", views.show_alive, name="livez"),
    path("readyz", views.show_ready, name="readyz"),
]

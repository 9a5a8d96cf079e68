"""The log's public addresses (C2SP tlog-tiles)."""

from django.urls import path

from impact.proofs import views

app_name = "log"
urlpatterns = [
    path("checkpoint", views.show_checkpoint, name="checkpoint"),
    path("keys", views.show_keys, name="keys"),
    path("tile/entries/<path:path>", views.show_bundle, name="bundle"),
    path("tile/<int:level>/<path:path>", views.show_tile, name="tile"),
]

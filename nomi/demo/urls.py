"""The demo's site map: the store's own, and the component gallery before it."""

from django.urls import include, path

from nomi.demo.gallery import gallery

urlpatterns = [
    path("gallery/", gallery, name="gallery"),
    path("", include("nomi.urls")),
]

"""The demo's site map: the store's own, the component gallery and the mails before it."""

from django.urls import path

from nomi.demo.gallery import gallery
from nomi.demo.mails import show_mail, show_mails
from nomi.urls import urlpatterns as site_map

handler403 = "shop.storefront.errors.show_refused"
handler404 = "shop.storefront.errors.show_missing"

urlpatterns = [
    path("gallery/", gallery, name="gallery"),
    path("demo/mails/", show_mails, name="demo-mails"),
    path("demo/mails/<str:name>/", show_mail, name="demo-mail"),
    *site_map,
]

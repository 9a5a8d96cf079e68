"""Home, lists, products and search, under the names that Oscar's models use."""

from django.urls import include, path, re_path

from shop.storefront import views

catalogue = [
    path("", views.show_shop, name="index"),
    re_path(
        r"^c/(?P<category_slug>[\w-]+(?:/[\w-]+)*)_(?P<pk>[0-9]{1,9})/$",
        views.show_category,
        name="category",
    ),
    path("seen/", views.show_seen, name="seen"),
    path("ranges/<slug:slug>/", views.lead_to_shop, name="range"),
    re_path(r"^(?P<product_slug>[\w-]*)_(?P<pk>[0-9]{1,9})/$", views.show_product, name="detail"),
]
search = [
    path("", views.search, name="search"),
    path("suggest/", views.suggest, name="suggest"),
]

urlpatterns = [
    path("", views.show_home, name="home"),
    path("shop/", include((catalogue, "catalogue"))),
    path("search/", include((search, "search"))),
]

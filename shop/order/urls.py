"""Order pages."""

from django.urls import path

from shop.order import views

urlpatterns = [
    path("order/<str:token>/", views.show_order, name="order-page"),
    path("account/orders/", views.list_orders, name="order-history"),
    path("account/orders/<str:number>/", views.show_own_order, name="order-own"),
]

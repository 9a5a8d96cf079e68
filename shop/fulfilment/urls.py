"""Papers of an order for its buyer."""

from django.urls import path

from shop.fulfilment import views

urlpatterns = [
    path("order/<str:token>/invoice.pdf", views.print_invoice, name="order-invoice"),
    path(
        "account/orders/<str:number>/invoice.pdf",
        views.print_own_invoice,
        name="order-own-invoice",
    ),
]

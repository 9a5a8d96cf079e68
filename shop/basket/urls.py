"""The basket: one page to look at, and a POST for every change."""

from django.urls import path

from shop.basket import views

urlpatterns = [
    path("", views.show_basket, name="summary"),
    path("add/<int:pk>/", views.add_product, name="add"),
    path("again/<str:number>/", views.add_order, name="again"),
    path("lines/<int:line_id>/", views.change_quantity, name="change"),
    path("lines/<int:line_id>/remove/", views.remove_line, name="remove"),
    path("delivery/", views.choose_destination, name="destination"),
    path("gift/", views.add_gift, name="gift"),
    path("gift/remove/", views.remove_gift, name="gift-remove"),
    path("vouchers/", views.add_voucher, name="vouchers-add"),
    path("vouchers/remove/", views.remove_voucher, name="vouchers-remove"),
]

"""Addresses of giving."""

from django.urls import path

from impact.giving import views

app_name = "giving"
urlpatterns = [
    path("give/", views.GiveView.as_view(), name="give"),
    path("give/gift/<str:token>/", views.show_gift, name="gift"),
    path("give/gift/<str:token>/receipt-<int:serial>.pdf", views.show_receipt, name="receipt"),
    path("give/monthly/<str:token>/", views.MonthlyView.as_view(), name="monthly"),
    path("account/giving/", views.show_giving, name="account"),
    path("account/giving/<str:number>/", views.open_own, name="own"),
    path("account/giving/<int:year>.pdf", views.show_year, name="year"),
]

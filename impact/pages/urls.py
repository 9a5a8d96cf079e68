"""Public impact pages."""

from django.urls import include, path

from impact.pages import proving, views

app_name = "impact"
urlpatterns = [
    path("", views.show_fund, name="home"),
    path("fund.csv", views.export_fund, name="fund-csv"),
    path("verify/", proving.show_verify, name="verify"),
    path("log/", include("impact.proofs.urls")),
    path("how-it-works/", views.show_how_it_works, name="how-it-works"),
]

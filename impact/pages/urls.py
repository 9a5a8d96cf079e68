"""Public impact pages."""

from django.urls import include, path

from impact.pages.views import accounts, files, fund, proving, quarter, subscribing, updates

app_name = "impact"
urlpatterns = [
    path("", fund.show_home, name="home"),
    path("funds/training/", fund.show_fund, name="fund"),
    path("fund.csv", files.export_fund, name="fund-csv"),
    path("how-it-works/", fund.show_how_it_works, name="how-it-works"),
    path("goals/", quarter.show_goals, name="goals"),
    path("outcomes/", quarter.show_outcomes, name="outcomes"),
    path("consent/", quarter.show_consent, name="consent"),
    path("data/", quarter.show_data, name="data"),
    path("data/publication.csv", files.export_publication, name="publication-csv"),
    path("data/codebook.csv", files.export_codebook, name="codebook"),
    path("data/table/<slug:name>.csv", files.export_table, name="table-csv"),
    path("api/v1/", files.show_interface, name="api"),
    path("api/v1/publication.json", files.show_publication, name="api-publication"),
    path("api/v1/fund.json", files.show_fund_figures, name="api-fund"),
    path("badge.svg", files.show_badge, name="badge"),
    path("card.png", files.show_card, name="card"),
    path("accounts/<slug:code>/", accounts.show_account, name="account"),
    path("updates/", updates.show_updates, name="updates"),
    path("updates.rss", updates.show_feed, name="feed"),
    path("updates/by-mail/", subscribing.ask, name="subscribe"),
    path("updates/by-mail/sent/", subscribing.say_sent, name="subscribe-sent"),
    path("updates/by-mail/<str:token>/yes/", subscribing.confirm, name="subscribe-confirm"),
    path("updates/by-mail/<str:token>/no/", subscribing.leave, name="subscribe-leave"),
    path("updates/<slug:slug>/", updates.show_update, name="update"),
    path("verify/", proving.show_verify, name="verify"),
    path("log/", include("impact.proofs.urls")),
]

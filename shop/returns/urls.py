"""Returns: each page twice, behind the private link and in the account."""

from django.urls import path

from shop.returns import views

urlpatterns = [
    path("order/<str:token>/return/", views.by_token(views.ask), name="return-ask"),
    path(
        "order/<str:token>/return/<uuid:uid>/withdraw/",
        views.by_token(views.withdraw),
        name="return-withdraw",
    ),
    path(
        "order/<str:token>/return/<uuid:uid>/label.pdf",
        views.by_token(views.print_label),
        name="return-label",
    ),
    path(
        "account/orders/<str:number>/return/",
        views.in_account(views.ask),
        name="return-own-ask",
    ),
    path(
        "account/orders/<str:number>/return/<uuid:uid>/withdraw/",
        views.in_account(views.withdraw),
        name="return-own-withdraw",
    ),
    path(
        "account/orders/<str:number>/return/<uuid:uid>/label.pdf",
        views.in_account(views.print_label),
        name="return-own-label",
    ),
]

"""The staff pages: Unfold's look in the store's colours, and Oscar's dashboard beside it."""

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

UNFOLD = {
    "SITE_TITLE": _("Nomi staff"),
    "SITE_HEADER": _("Nomi"),
    "SITE_SUBHEADER": _("Staff pages"),
    "SITE_SYMBOL": "storefront",
    "SITE_URL": "/",
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_HISTORY": True,
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("img/favicon.svg"),
        }
    ],
    "COLORS": {},
    "STYLES": [lambda _request: static("css/pages/desk.css")],
    "SCRIPTS": [lambda _request: static("js/desk.js")],
    "SIDEBAR": {"show_search": False},
    "DASHBOARD_CALLBACK": "nomi.desk.today.page.fill",
    "ACCOUNT": {
        "navigation": [
            {"title": _("E-mail addresses"), "link": reverse_lazy("account_email")},
            {"title": _("Second factor"), "link": reverse_lazy("mfa_index")},
            {"title": _("Sessions"), "link": reverse_lazy("usersessions_list")},
        ]
    },
}

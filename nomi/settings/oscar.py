"""Django-oscar: its defaults, then where the store differs."""

from django.utils.translation import gettext_lazy as _
from oscar.defaults import *  # noqa: F403 - Oscar hands out its defaults this way

from nomi import env

OSCAR_SHOP_NAME = "Nomi"
OSCAR_SHOP_TAGLINE = _("Goods with a good job in them")
OSCAR_HOMEPAGE = "/"
OSCAR_DEFAULT_CURRENCY = "USD"
OSCAR_CURRENCY_FORMAT = {"USD": {"currency_digits": True, "format_type": "standard"}}
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_MODERATE_REVIEWS = True
OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 100
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "postcode", "country")
OSCAR_SEND_REGISTRATION_EMAIL = False
OSCAR_SAVE_SENT_EMAILS_TO_DB = False
OSCAR_BASKET_COOKIE_OPEN = "basket"
OSCAR_BASKET_COOKIE_LIFETIME = 14 * 24 * 60 * 60
OSCAR_BASKET_COOKIE_SECURE = True
OSCAR_EAGER_ALERTS = False
OSCAR_THUMBNAILER = "shop.pictures.thumbnails.PremadeThumbnailer"

OSCAR_INITIAL_ORDER_STATUS = "Awaiting payment"
OSCAR_INITIAL_LINE_STATUS = "Open"
OSCAR_ORDER_STATUS_PIPELINE = {
    "Awaiting payment": ("Payment processing", "Paid", "On hold", "Cancelled"),
    "Payment processing": ("Paid", "On hold", "Cancelled"),
    "Paid": ("Ready to ship", "On hold", "Cancelled"),
    "On hold": ("Paid", "Cancelled"),
    "Ready to ship": ("Partly shipped", "Shipped", "On hold", "Cancelled"),
    "Partly shipped": ("Shipped",),
    "Shipped": ("Delivered", "Returned"),
    "Delivered": ("Returned",),
    "Returned": (),
    "Cancelled": ("Paid",),  # only inside settle(): late money while the stock is still there
}

HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"  # installed, and at rest

SHOP_VOUCHER_TRIES_PER_HOUR = 20
"""Voucher codes that may be tried on one basket within an hour."""
SHOP_WRONG_VOUCHERS_PER_HOUR = 100
"""Codes that nobody gave out, tried from one network within an hour on however many baskets."""
SHOP_PAYMENTS_PER_HOUR = 100
"""Times that Pay may be pressed from one network within an hour: an office shops behind one."""
SHOP_GIFT_CARD_TRIES_PER_HOUR = 30
"""Codes of gift cards, right or wrong, that may be tried from one network within an hour."""
SHOP_WISHES_PER_HOUR = 20
"""Mails about sold-out goods that may be asked for from one network within an hour."""
SHOP_MESSAGES_PER_HOUR = 10
"""Messages that one network may send us by the contact page within an hour."""
SHOP_REVIEWS_PER_HOUR = 10
"""Reviews that may be sent with one order within an hour, changes included."""
SHOP_ORDER_PROOFS_PER_HOUR = 5
"""E-mail addresses that may be tried for one order's link from one network within an hour."""
SHOP_GIFT_PORT = "nomi.gift_port.GivingPort"
"""Who knows of the gifts that shoppers add to their orders."""
GIVING_PURCHASE_PORT = "nomi.purchase_port.ShopPort"
"""Who knows what donors bought, so that a year's statement can tell it apart."""
SHOP_FREE_SHIPPING_OVER_MINOR = 7_500
"""Goods total in cents from which standard shipping is free."""
SHOP_GIFT_WRAP_MINOR = env.get_number("GIFT_WRAP_CENTS", 0)
"""What wrapping an order as a gift costs in cents, before tax; nobody is offered it at 0."""
SHOP_PACKING_WORKING_DAYS = 2
"""Working days until a paid order leaves us, at the latest; counted into the days of arrival."""

OSCAR_DASHBOARD_NAVIGATION = [
    {"label": _("Today"), "icon": "fas fa-list", "url_name": "dashboard:index"},
    {"label": _("Reports"), "icon": "fas fa-chart-bar", "url_name": "dashboard:reports-index"},
]
SHOP_SALES_TAX_BASIS_POINTS: dict[str, int] = {}
"""Sales tax by two-letter state code, in basis points: `{"NY": 888}`. No row means no tax."""
SHOP_STATES_TAXING_DELIVERY: frozenset[str] = frozenset()
"""States among them that tax the delivery charge too."""

"""Production: TLS everywhere, and a refusal to start half-configured.

The proxy in front must set X-Forwarded-Proto itself and drop what a visitor sent under that name.
"""

import sys

from nomi import env
from nomi.settings.admin import *  # noqa: F403
from nomi.settings.base import *  # noqa: F403
from nomi.settings.giving import *  # noqa: F403
from nomi.settings.guard import find_faults
from nomi.settings.oscar import *  # noqa: F403
from nomi.settings.papers import *  # noqa: F403
from nomi.settings.payments import *  # noqa: F403
from nomi.settings.payouts import *  # noqa: F403

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.get_number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.get_flag("HSTS_SUBDOMAINS", default=True)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
OSCAR_BASKET_COOKIE_OPEN = "__Host-basket"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = OSCAR_URL_SCHEMA = "https"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "nomi.platform.bundling.BundlingStorage"},
}

EMAIL_HOST = env.find_text("EMAIL_HOST")
EMAIL_PORT = env.get_number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.find_text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.find_text("EMAIL_HOST_PASSWORD")
EMAIL_USE_SSL = env.get_flag("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.get_flag("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
EMAIL_TIMEOUT = 10

_faults = find_faults(globals())
if env.get_flag("DEBUG", default=False):
    _faults.append("DEBUG is set: it would show our insides to every visitor.")
if sys.argv[1:2] == ["make_webhook_endpoint"]:  # the command that makes the missing secret
    _faults = [fault for fault in _faults if not fault.startswith("STRIPE_WEBHOOK_SECRETS is not")]
if _faults:
    raise env.ConfigurationError(
        "The store does not start in production:\n" + "\n".join(f"- {fault}" for fault in _faults)
    )

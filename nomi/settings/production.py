"""Production: TLS everywhere, and a refusal to start half-configured."""

from nomi import env
from nomi.env import ConfigurationError
from nomi.settings.admin import *  # noqa: F403
from nomi.settings.base import *  # noqa: F403
from nomi.settings.base import ALLOWED_HOSTS, SECRET_KEY, SITE_ADDRESS
from nomi.settings.oscar import *  # noqa: F403
from nomi.settings.payments import *  # noqa: F403
from nomi.settings.payments import STRIPE_API_KEY, STRIPE_LIVEMODE, STRIPE_WEBHOOK_SECRETS

SHORTEST_SECRET = 50
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "*"}

REFUSALS = {
    "DEBUG must be off: it shows the store's insides to everybody.": env.get_flag(
        "DEBUG", default=False
    ),
    "SECRET_KEY must be 50 random characters or more, and not the demo's.": (
        len(SECRET_KEY) < SHORTEST_SECRET or "not-a-secret" in SECRET_KEY
    ),
    "STRIPE_API_KEY must be a live key (rk_live_… or sk_live_…), not absent and not a test key.": (
        not STRIPE_API_KEY or not STRIPE_LIVEMODE
    ),
    "STRIPE_WEBHOOK_SECRETS must hold the signing secret of the webhook endpoint (whsec_…).": (
        not STRIPE_WEBHOOK_SECRETS
        or not all(secret.startswith("whsec_") for secret in STRIPE_WEBHOOK_SECRETS)
    ),
    "SITE_ADDRESS must begin with https://.": not SITE_ADDRESS.startswith("https://"),
    "ALLOWED_HOSTS must name the store's own hosts.": not set(ALLOWED_HOSTS) - LOCAL_HOSTS,
    "EMAIL_HOST must name the mail server.": not env.find_text("EMAIL_HOST"),
}
if _wrong := [words for words, is_wrong in REFUSALS.items() if is_wrong]:
    raise ConfigurationError("The store does not start:\n- " + "\n- ".join(_wrong))

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.find_text("EMAIL_HOST")
EMAIL_PORT = env.get_number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.find_text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.find_text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.get_flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # asked by the proxy inside the private network
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
OSCAR_URL_SCHEMA = "https"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

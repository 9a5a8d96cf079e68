"""What holds wherever the store runs."""

from pathlib import Path

from nomi import env
from nomi.platform.changes import hear_changes
from nomi.platform.logging.configuration import build_logging

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOCAL_DIR = Path(env.find_text("NOMI_LOCAL_DIR", str(BASE_DIR / ".local")))

DEBUG = False
SITE_ID = 1
ROOT_URLCONF = "nomi.urls"
WSGI_APPLICATION = "nomi.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "nomi.apps.NomiConfig",
    "unfold.apps.BasicAppConfig",
    "nomi.desk.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    # Oscar; the forks carry shop's classes, the tables stay Oscar's own
    "oscar.config.Shop",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "shop.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "shop.shipping.apps.ShippingConfig",
    "oscar.apps.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "shop.partner.apps.PartnerConfig",
    "shop.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig",
    "shop.order.apps.OrderConfig",
    "oscar.apps.customer.apps.CustomerConfig",
    "oscar.apps.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks",
    "haystack",
    "treebeard",
    "django_tables2",
    # the store's own rooms
    "nomi.platform.outbox",
    "nomi.platform.tokens",
    "shop.costing",
    "shop.stock",
    "shop.stripe_checkout",
    "shop.fulfilment",
    "shop.returns",
    "shop.counter",
    "shop.presents",
    "shop.languages",
    "shop.giftcards",
    "shop.addedgifts",
    "shop.collecting",
    "shop.vouchers",
    "shop.wishes",
    "shop.saved",
    "shop.reviews",
    "shop.privacy",
    "shop.pictures",
    "shop.search",
    "shop.storefront",
    "shop.goods",
    "shop.currencies",
    "shop.content",
    "shop.feeds",
    "impact.books",
    "impact.proofs",
    "impact.participants",
    "impact.consents",
    "impact.vault",
    "impact.supply",
    "impact.shares",
    "impact.payouts",
    "impact.banking",
    "impact.giving",
    "impact.reconciliation",
    "impact.pages",
    # last: it gives out the permissions of all the others
    "nomi.staff.apps.StaffConfig",
]

FIRST_PARTY_APPS = [
    name
    for name in INSTALLED_APPS
    if name.split(".")[0] in {"nomi", "shop", "impact"}
    and name.split(".")[1] not in {"shipping", "partner", "basket", "order", "desk"}
]
"""Rooms with tables of their own, whose migrations follow one another in one line."""

MIGRATION_MODULES = {
    "shipping": "oscar.apps.shipping.migrations",
    "partner": "oscar.apps.partner.migrations",
    "basket": "oscar.apps.basket.migrations",
    "order": "oscar.apps.order.migrations",
}

MIDDLEWARE = [
    "nomi.platform.health.middleware.answer_probes",
    "nomi.platform.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # forms are masked and answers padded, so that lengths tell nothing (Django, "GZipMiddleware")
    "django.middleware.gzip.GZipMiddleware",
    "nomi.platform.logging.middleware.log_requests",
    "csp.middleware.CSPMiddleware",
    "nomi.platform.closing.close_for_work",
    "nomi.platform.unreadable.refuse_unreadable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nomi.platform.languages.speak_by_address",
    "django.middleware.common.CommonMiddleware",
    "nomi.platform.blank_answers.fill_blank_answers",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nomi.staff.middleware.ask_second_factor",
    "nomi.staff.middleware.tell_who_changes",
    "shop.basket.middleware.BasketMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.core.context_processors.metadata",
            ],
        },
    }
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "nomi.staff.adapters.DoorAdapter"
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {"reset_password": "20/m/ip"}
"""Allauth's own, save that nobody is refused a new password because a stranger asked for it too."""
ACCOUNT_MAILS_PER_HOUR = 5
"""Mails of one kind that the door sends to one address within an hour, whoever asks."""
ALLAUTH_TRUSTED_PROXY_COUNT = env.get_number("TRUSTED_PROXIES", 0)
"""Proxies of ours in front: only what they add to X-Forwarded-For is believed."""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate_webauthn": "nomi.staff.passkeys.SignInKeyForm",
    "reauthenticate_webauthn": "nomi.staff.passkeys.ProveKeyForm",
    "add_webauthn": "nomi.staff.passkeys.AddKeyForm",
}
MFA_ADAPTER = "nomi.staff.adapters.SecondFactorAdapter"
STAFF_WITHOUT_SECOND_FACTOR = env.get_flag("STAFF_WITHOUT_SECOND_FACTOR", default=False)
"""The demo's switch: staff come in by their password alone. Production refuses to start with it."""

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("km", "ខ្មែរ")]
"""Each under its own name: whoever looks for it cannot read the others."""
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = False
"""A number in a template is for machines too: what people count is written with `intcomma`."""
FORMAT_MODULE_PATH = "nomi.formats"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = LOCAL_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = LOCAL_DIR / "media"

SECRET_KEY = env.get_text("SECRET_KEY", "a long random text that signs sessions and private links")
SECRET_KEY_FALLBACKS = env.get_list("SECRET_KEY_FALLBACKS")
"""Keys that were in use before: what they signed stays valid until they are taken out here."""
DATA_KEYS = env.get_list("DATA_KEYS")
"""Keys of encrypted fields, `id:base64 of 32 bytes`: the first seals, all of them open."""
VAULT_KEYS = env.get_list("VAULT_KEYS")
"""Keys that wrap each woman's own key, in the same form; kept apart from DATA_KEYS."""
VAULT_INDEX_KEY = env.find_text("VAULT_INDEX_KEY")
"""By which a record is found by name or phone, `id:base64 of 32 bytes`."""
VAULT_ERASURE_LIST = env.find_text("VAULT_ERASURE_LIST", str(LOCAL_DIR / "erasures.txt"))
"""Who was erased from the vault, by code: outside the database, whose backups forget it."""
ALLOWED_HOSTS = env.get_list("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = env.get_list("CSRF_TRUSTED_ORIGINS")
SITE_ADDRESS = env.find_text("SITE_ADDRESS", "http://localhost:8000")
"""Where shoppers find the store: scheme, host and port, without a slash at the end."""

LOGGING_CONFIG = "nomi.platform.logging.configuration.configure"
LOGGING = build_logging(level=env.find_text("LOG_LEVEL", "INFO"))

DATABASES = {"default": hear_changes(env.get_database())}
DATABASE_ROLE = env.find_text("DATABASE_ROLE", "nomi_web")
"""The role of web and worker, made by `make_database_role`; migrations run as the owner."""
DATABASE_ROLE_PASSWORD = env.find_text("DATABASE_ROLE_PASSWORD")
REDIS_URL = env.get_text("REDIS_URL", "the address of the broker Redis")
CACHE_REDIS_URL = env.find_text("CACHE_REDIS_URL", REDIS_URL)
CACHES = {
    "default": {
        "BACKEND": "nomi.platform.shared_cache.SharedCache",
        "LOCATION": CACHE_REDIS_URL,
        "KEY_PREFIX": "nomi",
    },
    "catalogue": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "catalogue",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}
"""What a process remembers of the catalogue is kept by the catalogue's version, so never stale."""
KEPT_PAGE_SECONDS = env.get_number("KEPT_PAGE_SECONDS", 60)
"""How long a page for everybody is kept at most; a change ends it at once. 0: not at all."""
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

DEFAULT_FROM_EMAIL = env.find_text("MAIL_FROM", "Nomi store <store@nomi.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
FINANCE_MAIL = env.find_text("FINANCE_MAIL", "finance@nomi.invalid")
"""Who hears of differences in the books and of a reserve that runs low."""
CONTACT_MAIL = env.find_text("CONTACT_MAIL", FINANCE_MAIL)
"""Where messages from the contact page go."""

STORE_IS_CLOSED = env.get_flag("STORE_IS_CLOSED", default=False)
"""For work on the store: every page says that it is closed for a while."""
CSRF_FAILURE_VIEW = "shop.storefront.errors.refuse_form"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

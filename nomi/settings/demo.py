"""The demo: production's settings less TLS; nothing has to wait, and a wire may be small."""

import os

os.environ.setdefault("SECRET_KEY", "demo-only-not-a-secret-0123456789-abcdefghijklmnop")
os.environ.setdefault("DATA_KEYS", "demo:ZGVtby1vbmx5LW5vdC1hLXNlY3JldC0wMTIzNDU2Nzg=")
os.environ.setdefault("VAULT_KEYS", "demo:ZGVtby1vbmx5LXZhdWx0LWtleS0wMTIzNDU2Nzg5YWI=")
os.environ.setdefault("VAULT_INDEX_KEY", "demo:ZGVtby1vbmx5LWluZGV4LWtleS0wMTIzNDU2Nzg5YWI=")
os.environ.setdefault("LOG_SIGNING_KEYS", "demo:ZGVtby1vbmx5LWxvZy1rZXktLTAxMjM0NTY3ODlhYmM=")
os.environ.setdefault("RETURN_WINDOW_DAYS", "0")
os.environ.setdefault("PAYOUT_COOL_OFF_HOURS", "0")
os.environ.setdefault("PAYOUT_WIRE_MINIMUM_MINOR", "100")
os.environ.setdefault("GIFT_WRAP_CENTS", "350")
os.environ.setdefault("FUND_BATCH_SECONDS", "60")
os.environ.setdefault("CHARITY_EIN", "00-0000000")
os.environ.setdefault("BANK_DEBTOR_NAME", "NN Trading Inc")
os.environ.setdefault("BANK_DEBTOR_ACCOUNT", "000123456789")
os.environ.setdefault("BANK_DEBTOR_BIC", "NNTBUS33XXX")

from nomi import env
from nomi.settings.admin import *  # noqa: F403
from nomi.settings.base import *  # noqa: F403
from nomi.settings.base import LOCAL_DIR
from nomi.settings.giving import *  # noqa: F403
from nomi.settings.oscar import *  # noqa: F403
from nomi.settings.papers import *  # noqa: F403
from nomi.settings.payments import *  # noqa: F403
from nomi.settings.payouts import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = env.find_text("MAIL_FOLDER", str(LOCAL_DIR / "mail"))
OSCAR_BASKET_COOKIE_SECURE = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "nomi.platform.bundling.BundlingStorage"},
}

STAND_IN_FOLDER = env.find_text("STAND_IN_FOLDER")
"""Where the Stripe stand-in keeps its memory; empty when the demo runs against the real Stripe."""
ROOT_URLCONF = "nomi.demo.urls"
"""The store's site map and the component gallery."""

"""The tests: demo's settings on servers that the test run starts for itself."""

import os

os.environ.setdefault("SECRET_KEY", "test-only-not-a-secret-0123456789-abcdefghijklmnop")
os.environ.setdefault("STAFF_WITHOUT_SECOND_FACTOR", "yes")
os.environ.setdefault("STRIPE_API_KEY", "sk_test_standin")
os.environ.setdefault("STRIPE_WEBHOOK_SECRETS", "whsec_standin")
os.environ.setdefault("STRIPE_API_BASE", "http://127.0.0.1:1")

from nomi.settings.demo import *  # noqa: F403
from nomi.settings.payouts import PAYOUT_MINIMUMS_MINOR

DATABASES["default"]["OPTIONS"]["options"] += (
    " -c statement_timeout=60s -c lock_timeout=60s -c idle_in_transaction_session_timeout=60s"
)
"""Twenty who wait for one lock in turn, which counts as time of their statements, wait long on a
busy machine; that is no failure."""
PAYOUT_MINIMUMS_MINOR = {**PAYOUT_MINIMUMS_MINOR, "bank_wire": 5_000}
"""What production asks; the environment stays the demo's, for the stores that tests start."""

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

KEPT_PAGE_SECONDS = 0
"""Most tests roll back, and what is rolled back tells nobody; the tests of keeping switch it on."""
ACCOUNT_RATE_LIMITS = False
"""Every test signs in from one address within a minute; the limits would count them together."""
ACCOUNT_MAILS_PER_HOUR = 1_000_000

"""A project with django-hordak in it, as its documentation sets it up."""

import os
from urllib.parse import parse_qs, urlsplit

_URL = urlsplit(os.environ["DATABASE_URL"])
_QUERY = parse_qs(_URL.query)

SECRET_KEY = "bench-only"  # noqa: S105 - signs nothing that leaves this machine
DEBUG = False
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEFAULT_CURRENCY = HORDAK_INTERNAL_CURRENCY = "USD"
CURRENCIES = ["USD"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _URL.path.lstrip("/"),
        "USER": _QUERY["user"][0],
        "HOST": _QUERY["host"][0],
        "CONN_MAX_AGE": None,
    }
}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "mptt",
    "hordak",
]

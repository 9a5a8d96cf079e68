"""The image build's settings: static files are collected, no server is asked for anything."""

import os

os.environ.setdefault("SECRET_KEY", "the image build signs nothing")
os.environ.setdefault("DATABASE_URL", "postgresql:///nomi?host=/nowhere")
os.environ.setdefault("REDIS_URL", "redis+socket:///nowhere")

from nomi.settings.admin import *  # noqa: F403
from nomi.settings.base import *  # noqa: F403
from nomi.settings.giving import *  # noqa: F403
from nomi.settings.oscar import *  # noqa: F403
from nomi.settings.papers import *  # noqa: F403
from nomi.settings.payments import *  # noqa: F403
from nomi.settings.payouts import *  # noqa: F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "nomi.platform.bundling.BundlingStorage"},
}

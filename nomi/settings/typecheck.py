"""The checks' settings, and those to write migrations with: no server is asked for anything."""

import os

os.environ.setdefault("DATABASE_URL", "postgresql:///nomi?host=/nowhere")
os.environ.setdefault("REDIS_URL", "redis+socket:///nowhere")

from nomi.settings.demo import *  # noqa: F403
from nomi.settings.demo import INSTALLED_APPS as DEMO_APPS

INSTALLED_APPS = [*DEMO_APPS, "django_linear_migrations"]
"""With the tool that keeps each room's migrations in one line; the store itself needs it not."""

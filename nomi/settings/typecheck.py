"""The type checker's settings: no server is asked for anything."""

import os

os.environ.setdefault("DATABASE_URL", "postgresql:///nomi?host=/nowhere")
os.environ.setdefault("REDIS_URL", "redis+socket:///nowhere")

from nomi.settings.demo import *  # noqa: F403

"""Production: TLS everywhere, and a refusal to start half-configured."""

from nomi.settings.admin import *  # noqa: F403
from nomi.settings.base import *  # noqa: F403
from nomi.settings.oscar import *  # noqa: F403
from nomi.settings.payments import *  # noqa: F403

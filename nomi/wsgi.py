"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nomi.settings.production")

store = get_wsgi_application()

from nomi.platform.kept_answers import answer_strangers  # noqa: E402 - needs the store's apps
from nomi.platform.unreadable import name_letters  # noqa: E402

application = name_letters(answer_strangers(store))

"""Updates as RSS 2.0."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from impact.pages.models import Update
from nomi.platform.feeds import Feed


def write_feed(updates: Iterable[Update]) -> str:
    """Return the feed: title and one sentence of each, never the text, which cannot be recalled."""
    feed = Feed(
        title=_("Nomi: updates"),
        link=settings.SITE_ADDRESS + reverse("impact:updates"),
        description=_("News about the work, and what went wrong."),
        feed_url=settings.SITE_ADDRESS + reverse("impact:feed"),
    )
    for update in updates:
        address = settings.SITE_ADDRESS + reverse("impact:update", args=(update.slug,))
        feed.add_item(
            title=update.title,
            link=address,
            unique_id=address,
            unique_id_is_permalink=True,
            description=update.summary,
            pubdate=update.published_at,
        )
    return str(feed.writeString("utf-8"))

"""RSS 2.0 that changes only when an item comes or goes."""

from datetime import UTC, datetime

from django.utils.feedgenerator import Rss201rev2Feed


class Feed(Rss201rev2Feed):
    """A feed built when its newest item was; an empty one never, where Django says "now"."""

    def latest_post_date(self) -> datetime:
        """Return the day of the newest item, all of which have one."""
        never = datetime.fromtimestamp(0, UTC)
        return max((item["pubdate"] for item in self.items), default=never)

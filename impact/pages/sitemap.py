"""The impact pages that search engines should know, and since when they say what they say."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from impact.pages.queries import find_latest_batch, find_publication
from impact.shares.policies import list_allocation_policies, list_share_policies
from nomi.platform.sitemaps import OwnSitemap

QUARTERLY = ("outcomes", "goals", "consent", "data")
"""Pages that change with the publication; none about one account, and no update stands here."""


class ImpactSitemap(OwnSitemap):
    """The fund, how the share works, and where a receipt is checked; no trace of a sale."""

    def items(self) -> list[tuple[str, date | None]]:
        """Return name and day of the last change of each page. Four queries."""
        batch, publication = find_latest_batch(), find_publication()
        decided_at = publication.decided_at if publication else None
        day = decided_at.date() if decided_at else None
        return [
            ("impact:home", batch.published_at.date() if batch else None),
            ("impact:fund", batch.published_at.date() if batch else None),
            *((f"impact:{name}", day) for name in QUARTERLY),
            ("impact:updates", None),
            ("impact:how-it-works", _find_policy_day(on=timezone.now().date())),
            ("impact:verify", None),
        ]

    def location(self, item: tuple[str, date | None]) -> str:
        """Return the address."""
        return reverse(item[0])

    def lastmod(self, item: tuple[str, date | None]) -> date | None:
        """Return the day, None where nothing tells it."""
        return item[1]


def _find_policy_day(*, on: date) -> date | None:
    """Return since when the newest policy in force holds: its arithmetic is what the page shows."""
    newest = [
        policies.filter(effective_on__lte=on).values_list("effective_on", flat=True).first()
        for policies in (list_share_policies(), list_allocation_policies())
    ]
    return max(filter(None, newest), default=None)

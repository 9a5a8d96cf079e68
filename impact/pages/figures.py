"""The fund's published figures as pages, charts and tables show them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from impact.pages.models import FundBatch
from impact.pages.words import write_dollars


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One state of the money, with what it means in plain words."""

    code: str
    name: str
    meaning: str
    dollars: int

    @property
    def text(self) -> str:
        """The amount as it is written."""
        return write_dollars(self.dollars)


def list_stages(batch: FundBatch) -> list[Stage]:
    """Return the stages of the money in their order (DOMAIN.md, page 1)."""
    return [
        Stage(
            code="pending",
            name=_("Pending"),
            meaning=_("Shares of paid orders that can still be returned."),
            dollars=batch.pending_dollars,
        ),
        Stage(
            code="available",
            name=_("Available"),
            meaning=_("Past the return window, in the Training Fund, not yet divided."),
            dollars=batch.available_dollars,
        ),
        Stage(
            code="allocated",
            name=_("Allocated"),
            meaning=_("Credited to training accounts, not yet promised to a school or course."),
            dollars=batch.allocated_dollars,
        ),
        Stage(
            code="committed",
            name=_("Committed"),
            meaning=_("Set aside for an approved payment to a training provider."),
            dollars=batch.committed_dollars,
        ),
        Stage(
            code="paid",
            name=_("Paid"),
            meaning=_("Paid to a training provider, proof still to come."),
            dollars=batch.paid_dollars,
        ),
        Stage(
            code="completed",
            name=_("Completed"),
            meaning=_("Paid, with proof of the training on file."),
            dollars=batch.completed_dollars,
        ),
    ]

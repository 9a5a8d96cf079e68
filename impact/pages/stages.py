"""The fund's published figures as pages, charts and tables show them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from impact.pages.models import FundBatch
from impact.pages.words import write_count, write_dollars


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
    credited = _list_uses(batch) if batch.is_split else _list_credited(batch)
    return [*_list_fund_stages(batch), *credited]


def list_totals(batch: FundBatch) -> list[dict[str, str]]:
    """Return the four totals with what each is: the sum of all, two parts of it, and a count."""
    return [
        {
            "value": write_dollars(batch.total_dollars),
            "name": _("set aside for training"),
            "meaning": _("All that the Training Fund ever took in, less what was given back."),
        },
        {
            "value": write_dollars(batch.credited_dollars),
            "name": _("credited to training accounts"),
            "meaning": _("Divided among the accounts; nothing of it is ever taken back."),
        },
        {
            "value": write_dollars(batch.waiting_dollars),
            "name": _("waiting in the fund"),
            "meaning": _("Not yet divided, or still inside the time for returns."),
        },
        {
            "value": write_count(batch.told_count),
            "name": _("training accounts"),
            "meaning": _("One for each woman who started, those who have left included."),
        },
    ]


def _list_fund_stages(batch: FundBatch) -> list[Stage]:
    """Return what is still in the fund."""
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
            meaning=_(
                "Past the return window, or given; not yet divided, as far as that can be told"
                " without telling of one woman."
            ),
            dollars=batch.available_dollars,
        ),
    ]


def _list_credited(batch: FundBatch) -> list[Stage]:
    """Return all that was credited to training accounts as one stage."""
    meaning = _(
        "Credited to training accounts: still there, set aside for a school or course, or paid to"
        " it. These are one figure until each of them counts at least eleven accounts."
    )
    return [
        Stage(code="allocated", name=_("Credited"), meaning=meaning, dollars=batch.credited_dollars)
    ]


def _list_uses(batch: FundBatch) -> list[Stage]:
    """Return where the credited money is."""
    return [
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

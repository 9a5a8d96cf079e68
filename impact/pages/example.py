"""The worked example that the pages explain the share with: the tote, at illustrative prices."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from impact.money import WHOLE, Split, split_share
from impact.pages.words import write_cents
from impact.shares.policies import get_share_terms

TOTE_PRICE_MINOR = 1_800
TOTE_LANDED_MINOR = 1_320


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of the arithmetic: a label, how it comes about, and cents."""

    label: str
    how: str
    amount_minor: int


def list_example_steps(*, on: date) -> list[Step]:
    """Return the arithmetic of one tote under the policy in force on that day."""
    terms = get_share_terms(on)
    split: Split = split_share(
        net_minor=TOTE_PRICE_MINOR, landed_minor=TOTE_LANDED_MINOR, terms=terms
    )
    rate = terms.share_basis_points * 100 // WHOLE
    reserve_rate = terms.reserve_basis_points * 100 // WHOLE
    return [
        Step(
            label=_("Price"),
            how=_("after discounts, before tax and delivery"),
            amount_minor=TOTE_PRICE_MINOR,
        ),
        Step(
            label=_("Landed cost"),
            how=_("paid to the makers' enterprise, freight, duty, handling"),
            amount_minor=TOTE_LANDED_MINOR,
        ),
        Step(label=_("Markup"), how=_("price less landed cost"), amount_minor=split.markup_minor),
        Step(
            label=_("Share"),
            how=_("%(rate)s %% of the markup, to the cent") % {"rate": rate},
            amount_minor=split.share_minor,
        ),
        Step(
            label=_("of which reserve"),
            how=_("%(rate)s %% of the share, for returns that come late") % {"rate": reserve_rate},
            amount_minor=split.reserve_minor,
        ),
        Step(
            label=_("of which training accounts"),
            how=_("divided among the active accounts"),
            amount_minor=split.fund_minor,
        ),
    ]


def list_split_parts(*, on: date) -> list[dict[str, object]]:
    """Return the parts of the tote's price for the stacked bar; they sum to the price."""
    split = split_share(
        net_minor=TOTE_PRICE_MINOR, landed_minor=TOTE_LANDED_MINOR, terms=get_share_terms(on)
    )
    parts = (
        (_("Landed cost: the enterprise, freight, duty, handling"), TOTE_LANDED_MINOR, "1"),
        (_("Share: training accounts"), split.fund_minor, "share"),
        (_("Share: reserve for late returns"), split.reserve_minor, "4"),
        (_("Running the store and the programme"), split.markup_minor - split.share_minor, "rest"),
    )
    return [
        {"label": label, "value": cents, "kind": kind, "text": write_cents(cents)}
        for label, cents, kind in parts
    ]

"""What is shown of one account, and whether it may be at this moment."""

from dataclasses import dataclass
from datetime import datetime

from impact.pages.codebook import name_cell
from impact.pages.consent import may_tell
from impact.pages.models import PublicationCard
from impact.pages.queries import find_publication
from impact.pages.words import write_dollars
from impact.participants.models import TrainingAccount


@dataclass(frozen=True, kw_only=True)
class AccountPage:
    """The facts of the page; what too few women share is empty."""

    pseudonym: str
    quarter: str
    country: str
    goal: str
    progress: str
    months: list[int]
    credited: str
    used: str


def find_account_page(*, code: str, now: datetime) -> AccountPage | None:
    """Return the page, None for whatever reason there is none: nobody learns which.

    The figures are those of the latest publication; whether they are shown is asked now. All is
    read whatever the answer is, so that its time tells no reason either.
    """
    may = may_tell(account_code=code, now=now)
    publication = find_publication()
    card = PublicationCard.objects.filter(publication=publication, account_code=code).first()
    account = TrainingAccount.objects.filter(code=code).first()
    if not may or publication is None or card is None or account is None:
        return None
    facts = card.facts
    return AccountPage(
        pseudonym=account.pseudonym,
        quarter=publication.quarter,
        country=name_cell("country", facts.get("country", "")),
        goal=name_cell("goal", facts["goal"]) if facts.get("goal") else "",
        progress="" if facts.get("progress") is None else f"{facts['progress']} %",
        months=facts["months"],
        credited=write_dollars(facts["credited"]),
        used=write_dollars(facts["used"]),
    )

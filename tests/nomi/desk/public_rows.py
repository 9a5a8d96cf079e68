"""A row of each thing that waits before it is public."""

from datetime import date, datetime

from impact.pages.services.goals import add_goal
from impact.pages.services.publications import make_publication
from impact.pages.services.updates import write_update


def make_public_words(*, now: datetime) -> None:
    """Make a quarter's figures, a goal and an update that wait for a person."""
    write_update(
        slug="two-courses",
        words={
            "kind": "news",
            "title": "Two courses",
            "summary": "They begin in May.",
            "body": "<p>Zippers and hair.</p>",
            "account_code": "",
        },
        actor="staff:1",
        now=now,
    )
    add_goal(
        slug="accounts",
        words={
            "title": "An account for each maker",
            "indicator": "Training accounts",
            "unit": "women",
            "baseline": 0,
            "baseline_on": now.date(),
            "target": 50,
            "due_on": now.date(),
            "source": "accounts",
        },
        reason="Plan",
        actor="staff:1",
        now=now,
    )
    make_publication(quarter_on=date(2026, 4, 1), now=now)

"""The demo's goals, updates and quarters: drawn up, looked through and approved by two people."""

from datetime import date, datetime, timedelta
from typing import Any

from impact.pages.models import Publication, Update
from impact.pages.quarters import add_quarters, find_due_quarter
from impact.pages.services import goals, publications, updates
from nomi.demo.logins import APPROVER_EMAIL, CONTENT_EMAIL, COORDINATOR_EMAIL, MANAGER_EMAIL
from nomi.demo.staff import name_staff

GOALS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "accounts",
        {
            "title": "A training account for every maker",
            "indicator": "Women who ever had a training account",
            "unit": "women",
            "baseline": 0,
            "baseline_on": date(2009, 8, 15),
            "target": 60,
            "due_on": date(2028, 12, 31),
            "source": "accounts",
        },
    ),
    (
        "credited",
        {
            "title": "Money for training, in their accounts",
            "indicator": "US dollars ever credited to training accounts",
            "unit": "dollars",
            "baseline": 0,
            "baseline_on": date(2009, 8, 15),
            "target": 12_000,
            "due_on": date(2028, 12, 31),
            "source": "credited",
        },
    ),
    (
        "paid",
        {
            "title": "Courses and schools paid for",
            "indicator": "US dollars paid to training providers",
            "unit": "dollars",
            "baseline": 0,
            "baseline_on": date(2009, 8, 15),
            "target": 8_000,
            "due_on": date(2028, 12, 31),
            "source": "paid",
        },
    ),
    (
        "jobs",
        {
            "title": "Jobs from orders of other organisations",
            "indicator": "Jobs of one order of 2,500 bags",
            "unit": "jobs",
            "baseline": 0,
            "baseline_on": date(2009, 1, 1),
            "target": 40,
            "due_on": date(2027, 12, 31),
            "source": "entered",
            "actual": 23,
            "actual_source": "Interview with the founders, 2009",
        },
    ),
    (
        "wage",
        {
            "title": "Pay above the garment minimum wage",
            "indicator": "Lowest monthly pay of a maker, US dollars",
            "unit": "dollars",
            "baseline": 50,
            "baseline_on": date(2009, 9, 1),
            "target": 90,
            "due_on": date(2027, 12, 31),
            "source": "entered",
            "actual": 72,
            "actual_source": "Invented for this demo",
            "benchmark": 61,
            "benchmark_source": "Garment minimum wage in Cambodia, October 2010",
        },
    ),
)
UPDATES = (
    (
        "zipper-course",
        "news",
        "The zipper course begins",
        "Sewing technique, buttons and hair styling were there; zippers come now.",
        (
            "<p>The course runs on four evenings a week, for as many as want it. The fund pays for"
            " it as for any other training: after approval, and with proof.</p>"
        ),
    ),
    (
        "late-proof",
        "wrong",
        "One proof of training came late",
        "A provider took longer than it should to say that a course was held.",
        (
            "<p>The money had left in time. We asked twice, and now ask before the course ends."
            " No account was charged twice.</p>"
        ),
    ),
    (
        "first-figures",
        "news",
        "The first figures about women are out",
        "With so few women they are totals and little else, and that is the honest answer.",
        (
            "<p>Each figure counts eleven women or more. What cannot be told without leading to one"
            " of them is said to be missing.</p>"
        ),
    ),
)


def seed_public_words(now: datetime) -> None:
    """Write goals and updates, and publish two quarters; once only."""
    if Publication.objects.exists() or Update.objects.exists():
        return
    writer, publisher = name_staff(CONTENT_EMAIL), name_staff(MANAGER_EMAIL)
    for slug, words in GOALS:
        goals.add_goal(slug=slug, words=words, reason="Plan 2026", actor=publisher, now=now)
    for place, (slug, kind, title, summary, body) in enumerate(UPDATES):
        at = now - timedelta(days=40 - 15 * place)
        words = {
            "kind": kind,
            "title": title,
            "summary": summary,
            "body": body,
            "account_code": "",
        }
        row = updates.write_update(slug=slug, words=words, actor=writer, now=at)
        updates.publish_update(update_id=row.pk, actor=publisher, now=at)
    reader, approver = name_staff(COORDINATOR_EMAIL), name_staff(APPROVER_EMAIL)
    quarter_on = add_quarters(find_due_quarter(now), -1)
    for quarter in (quarter_on, add_quarters(quarter_on, 1)):
        made = publications.make_publication(quarter_on=quarter, now=now)
        publications.review_publication(
            publication_id=made.pk, note="Read table by table.", actor=reader, now=now
        )
        publications.approve_publication(publication_id=made.pk, actor=approver, now=now)

"""Invented words of the demo's buyers, about goods that have left: most approved, some to read."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from shop.reviews.queries import list_subjects
from shop.reviews.services import Written, approve_review, write_review

AFTER = timedelta(days=14)
WORDS = (
    Written(
        score=5,
        title="Carries more than I do",
        body="I carry groceries, a laptop and a coat in turns, and nothing has given way.",
        name="A. from Albany",
    ),
    Written(
        score=5,
        title="Well made",
        body="Straight seams, no loose threads. It came in two days and smells of nothing.",
        name="",
    ),
    Written(
        score=4,
        title="Good, a shade darker than the picture",
        body="I like it. The colour is a little deeper in daylight than on my screen.",
        name="Beth",
    ),
    Written(
        score=5,
        title="Bought a second one as a gift",
        body="The note about where the price goes came up at the table. She liked the thing first.",
        name="Gus H.",
    ),
    Written(
        score=3,
        title="Fine, but the parcel took nine days",
        body="Nothing wrong with what was in it.",
        name="Emil",
    ),
    Written(
        score=4,
        title="Does what it should",
        body="I have used it every day for a month. It washes well at thirty degrees.",
        name="",
    ),
)
READ = 12
"""So many are approved; what comes after waits for staff."""
MOST = 15


@transaction.atomic
def seed_reviews(now: datetime) -> int:
    """Write about what the history's orders brought; return how many. Once only."""
    if get_model("reviews", "ProductReview").objects.exists():
        return 0
    written = 0
    for order in get_model("order", "Order").objects.filter(status="Delivered").order_by("pk"):
        for subject in list_subjects(order=order):
            if written == MOST:
                return written
            _write(order, subject.product_id, place=written, now=now)
            written += 1
    return written


def _write(order: Any, product_id: int, *, place: int, now: datetime) -> None:
    moment = min(order.date_placed + AFTER, now)
    review = write_review(
        order_id=order.pk,
        product_id=product_id,
        written=WORDS[place % len(WORDS)],
        now=moment,
    )
    if place < READ:
        approve_review(review_id=review.pk, by=None, now=moment)

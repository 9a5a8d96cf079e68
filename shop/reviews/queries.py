"""Reviews as a product's page shows them, and what a buyer may write about."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from oscar.core.loading import get_model

from nomi.platform.rows import read_rows
from shop.fulfilment.models import ShippedLine
from shop.order.queries import DELIVERED, RETURNED, SHIPPED

PENDING, APPROVED, REJECTED = 0, 1, 2
"""Oscar's numbers for the states of a review."""
SCORES = (5, 4, 3, 2, 1)
SHOWN = 20
"""The newest reviews that a page shows; all of them count."""
HAS_LEFT = (SHIPPED, DELIVERED, RETURNED)


@dataclass(frozen=True, kw_only=True)
class Review:
    """One review as shoppers read it."""

    score: int
    title: str
    body: str
    name: str
    written_at: datetime

    @property
    def stars(self) -> str:
        """Return the score as stars, for the eye only."""
        return draw_stars(self.score)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """How many gave one score, and how long its bar is in percent of all."""

    score: int
    count: int
    percent: int


@dataclass(frozen=True, kw_only=True)
class Reviews:
    """All that a page says of a product's reviews; there is at least one."""

    count: int
    average: str
    bars: tuple[Bar, ...]
    newest: tuple[Review, ...]

    @property
    def stars(self) -> str:
        """Return the average as stars, for the eye only."""
        return draw_stars(round(float(self.average)))


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A product that an order's buyer may speak of, and what she has written of it so far."""

    product_id: int
    title: str
    review: Any | None


def draw_stars(score: int) -> str:
    """Return five stars, as many of them full as the score says."""
    return "★" * score + "☆" * (max(SCORES) - score)


_COUNTS = ", ".join(
    f"count(*) FILTER (WHERE review.score = {score}) OVER () AS gave_{score}" for score in SCORES
)
_NEWEST = f"""
SELECT review.score, review.title, review.body, review.name,
    coalesce(purchase.written_at, review.date_created) AS written_at,
    avg(review.score) OVER () AS average, count(*) OVER () AS number, {_COUNTS}
FROM reviews_productreview review
LEFT JOIN shop_reviews_verifiedpurchase purchase ON purchase.review_id = review.id
WHERE review.product_id = %(product)s AND review.status = %(approved)s
ORDER BY review.date_created DESC, review.id DESC LIMIT %(most)s
"""  # noqa: S608 - our own numbers


def find_reviews(*, product_id: int) -> Reviews | None:
    """Return the approved reviews of a product, the newest first; None without any. One query."""
    values = {"product": product_id, "approved": APPROVED, "most": SHOWN}
    rows = read_rows(_NEWEST, values)
    if not rows:
        return None
    first = rows[0]
    number, given = first["number"], {score: first[f"gave_{score}"] for score in SCORES}
    return Reviews(
        count=number,
        average=f"{first['average']:.1f}",
        bars=tuple(
            Bar(score=score, count=count, percent=round(100 * count / number))
            for score, count in given.items()
        ),
        newest=tuple(
            Review(**{each.name: row[each.name] for each in fields(Review)}) for row in rows
        ),
    )


def list_subjects(*, order: Any) -> list[Subject]:
    """Return what of an order may be spoken of: goods that have left. Two queries."""
    lines = order.lines.filter(product__isnull=False).select_related("product__parent")
    lines = lines.annotate(has_left=Exists(ShippedLine.objects.filter(line=OuterRef("pk"))))
    written = {review.product_id: review for review in find_written(order=order)}
    titles: dict[int, str] = {}
    for line in lines.order_by("pk"):
        family = line.product.parent or line.product
        if line.has_left or order.status in HAS_LEFT or family.pk in written:
            titles[family.pk] = family.title
    return [
        Subject(product_id=pk, title=title, review=written.get(pk)) for pk, title in titles.items()
    ]


def find_subject(*, order: Any, product_id: int) -> Subject | None:
    """Return one of the products that the order's buyer may speak of, or None."""
    subjects = list_subjects(order=order)
    return next((each for each in subjects if each.product_id == product_id), None)


def find_written(*, order: Any) -> QuerySet[Any]:
    """Return what the order's buyer has written, with this order or as the same account."""
    mine = Q(purchase__order=order)
    if order.user_id is not None:
        mine |= Q(user_id=order.user_id)
    found: QuerySet[Any] = get_model("reviews", "ProductReview").objects.filter(mine)
    return found.select_related("purchase").order_by("pk")


def find_pending() -> QuerySet[Any]:
    """Return the reviews that nobody has decided on, oldest first, each with its product."""
    found: QuerySet[Any] = get_model("reviews", "ProductReview").objects.filter(status=PENDING)
    return found.select_related("product__parent").order_by("pk")

"""Write a review, change it, decide on it, and forget who wrote it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from shop.order.queries import lock_order
from shop.reviews.models import VerifiedPurchase
from shop.reviews.queries import APPROVED, PENDING, REJECTED, Subject, find_subject


class ReviewRefused(Exception):  # noqa: N818 - says what happened
    """The goods have not left, were spoken of already, or the words changed. Words for people."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a buyer writes; `name` is one of her choice, or none."""

    score: int
    title: str
    body: str
    name: str


@transaction.atomic
def write_review(*, order_id: int, product_id: int, written: Written, now: datetime) -> Any:
    """Keep a buyer's review of goods that have left; it waits for staff.

    Raise `ReviewRefused`, and keep nothing, for goods that have not left and for a second review.
    """
    order, subject = _lock(order_id=order_id, product_id=product_id)
    if subject.review is not None:
        raise ReviewRefused(
            _("You have written about this already. Open your review again to change it.")
        )
    Review = get_model("reviews", "ProductReview")  # noqa: N806 - a class
    # not `save`: Oscar's writes the whole product anew, with whatever it was when it was read
    [review] = Review.objects.bulk_create(
        [Review(product_id=product_id, user_id=order.user_id, status=PENDING, **asdict(written))]
    )
    VerifiedPurchase.objects.create(
        review=review, order=order, product_id=product_id, written_at=now
    )
    return review


@transaction.atomic
def edit_review(*, order_id: int, product_id: int, written: Written, now: datetime) -> Any:
    """Put other words in place of a buyer's review; they wait for staff, off the page.

    Raise `ReviewRefused`, and change nothing, when there is none.
    """
    _order, subject = _lock(order_id=order_id, product_id=product_id)
    if subject.review is None:
        raise ReviewRefused(_("There is no review of yours to change. Write one instead."))
    reviews = get_model("reviews", "ProductReview").objects.filter(pk=subject.review.pk)
    reviews.update(status=PENDING, **asdict(written))
    VerifiedPurchase.objects.filter(review=subject.review).update(
        written_at=now, decided_at=None, decided_by=None, words=""
    )
    return subject.review


def approve_review(*, review_id: int, by: Any, now: datetime) -> None:
    """Show the review on its product's page."""
    _decide(review_id=review_id, status=APPROVED, words="", by=by, now=now)


def reject_review(*, review_id: int, words: str, by: Any, now: datetime) -> None:
    """Keep the review off the page; its writer reads why."""
    _decide(review_id=review_id, status=REJECTED, words=words, by=by, now=now)


@transaction.atomic
def forget_writer(*, user_id: int, order_ids: Iterable[int]) -> int:
    """Keep the words of a person who leaves, without the person; return how many reviews."""
    reviews = get_model("reviews", "ProductReview").objects.filter(
        Q(user_id=user_id) | Q(purchase__order__in=list(order_ids))
    )
    keys = list(reviews.values_list("pk", flat=True))
    nobody = {"user": None, "name": "", "email": "", "homepage": ""}
    return int(get_model("reviews", "ProductReview").objects.filter(pk__in=keys).update(**nobody))


@transaction.atomic
def _decide(*, review_id: int, status: int, words: str, by: Any, now: datetime) -> None:
    get_model("reviews", "ProductReview").objects.filter(pk=review_id).update(status=status)
    VerifiedPurchase.objects.filter(review=review_id).update(
        decided_at=now, decided_by=by, words=words
    )


def _lock(*, order_id: int, product_id: int) -> tuple[Any, Subject]:
    """Return the order and what may be spoken of, one writer about a product at a time."""
    order = lock_order(order_id)
    products = get_model("catalogue", "Product").objects
    products.select_for_update(of=("self",), no_key=True).filter(pk=product_id).first()
    subject = find_subject(order=order, product_id=product_id)
    if subject is None:
        raise ReviewRefused(_("You can write about it once it has left our house."))
    if subject.review is not None:
        get_model("reviews", "ProductReview").objects.select_for_update(of=("self",)).get(
            pk=subject.review.pk
        )
    return order, subject

"""Orders that have left, what their buyers write, and what staff decide."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from oscar.core.loading import get_model

from shop.reviews import services
from shop.reviews.models import VerifiedPurchase
from shop.reviews.services import Written
from tests.failure_cases import scenes
from tests.shop.goods import Family

FORM = {"score": "4", "title": "Strong", "body": "It holds a week of food.", "name": "Ada"}
WRITTEN = Written(score=4, title="Strong", body="It holds a week of food.", name="Ada")


def make_order(
    family: Family, *, user: Any = None, status: str = "Shipped", mark: str = "navy"
) -> Any:
    """Return a paid order of one piece that has left."""
    order = scenes.make_order(record=family.record(mark))
    order.status_changes.create(old_status="Awaiting payment", new_status="Paid")
    guest = "" if user else "buyer@example.org"
    get_model("order", "Order").objects.filter(pk=order.pk).update(
        status=status, user=user, guest_email=guest
    )
    order.refresh_from_db()
    return order


def write(order: Any, family: Family, **words: Any) -> Any:
    return services.write_review(
        order_id=order.pk,
        product_id=family.parent.pk,
        written=Written(**(vars(WRITTEN) | words)),
        now=timezone.now(),
    )


def edit(order: Any, family: Family, **words: Any) -> Any:
    return services.edit_review(
        order_id=order.pk,
        product_id=family.parent.pk,
        written=Written(**(vars(WRITTEN) | words)),
        now=timezone.now(),
    )


def make_reader() -> Any:
    """Return somebody of staff who decides."""
    reader, _ = get_user_model().objects.get_or_create(
        username="reader", email="reader@nomi.example", is_staff=True
    )
    return reader


def approve(review: Any) -> None:
    services.approve_review(review_id=review.pk, by=make_reader(), now=timezone.now())


def reject(review: Any, words: str = "It is about another person.") -> None:
    services.reject_review(review_id=review.pk, words=words, by=make_reader(), now=timezone.now())


def read_rows() -> list[Any]:
    """Return everything that is kept of reviews."""
    rows = get_model("reviews", "ProductReview").objects.order_by("pk")
    reviews = list(rows.values_list("pk", "user", "status", "score", "title", "body", "name"))
    behind = VerifiedPurchase.objects.order_by("pk")
    return [*reviews, *behind.values_list("pk", "order", "product", "decided_at", "words")]

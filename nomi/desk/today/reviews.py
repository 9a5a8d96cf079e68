"""Reviews on the Today page: those that wait for somebody to read them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from nomi.desk.today.panels import Panel, Row, build_panel
from nomi.platform.screens import find_address
from shop.reviews.queries import find_pending


def describe_review(review: Any) -> Row:
    """Return the title with the score and the product."""
    detail = f"{review.score}/5 · {review.product.get_title()}"
    return Row(title=review.title, detail=detail, address=find_address(review))


def build_review_panel() -> Panel:
    """Return the reviews to read."""
    return build_panel(
        title=_("Reviews to read"),
        rows=find_pending(),
        describe=describe_review,
        screen="reviews_productreview",
        query="?status__exact=0",
    )

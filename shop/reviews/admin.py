"""The staff screen of reviews: read, then show or keep off the page."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from unfold.widgets import UnfoldAdminTextareaWidget

from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.screens import AgreementForm
from shop.reviews.queries import APPROVED, REJECTED
from shop.reviews.services import approve_review, reject_review

Review = get_model("reviews", "ProductReview")
MAY_DECIDE = "reviews.change_productreview"


class RejectingForm(forms.Form):
    """Why not; the writer reads it."""

    reason = forms.CharField(
        label=_("Words for the writer"),
        max_length=200,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )


def approve(review: Any, _values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Show it."""
    approve_review(review_id=review.pk, by=request.user, now=timezone.now())
    return review, gettext("Approved. It is on the product's page.")


def reject(review: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Keep it off the page."""
    reject_review(
        review_id=review.pk,
        words=values["reason"],
        by=request.user,
        now=timezone.now(),
    )
    return review, gettext("Refused. Its writer reads your words on the order's page.")


def read_aloud(review: Any) -> str:
    """Return the words that are decided on."""
    return f"{review.score}/5 · {review.title} · {review.body}"


def list_words(review: Any) -> tuple[Any, ...]:
    """Return what is decided on: its writer may change it meanwhile."""
    return review.score, review.title, review.body, review.name


@admin.register(Review)
class ReviewScreen(AskingScreen):
    """One review. Nobody edits the words of a buyer."""

    asks = (
        Ask(
            name="approve",
            label=_("Approve"),
            describe=read_aloud,
            act=approve,
            form=AgreementForm,
            decides_on=list_words,
            is_offered=lambda review, _request: review.status != APPROVED,
            permission=MAY_DECIDE,
        ),
        Ask(
            name="reject",
            label=_("Refuse"),
            describe=read_aloud,
            act=reject,
            form=RejectingForm,
            decides_on=list_words,
            is_offered=lambda review, _request: review.status != REJECTED,
            permission=MAY_DECIDE,
        ),
    )
    list_display = ("title", "product", "score", "status", "date_created")
    list_filter = ("status", "score")
    search_fields = ("title", "body", "product__title")
    ordering = ("status", "-pk")
    fields = readonly_fields = (
        *("product", "score", "title", "body", "name", "status", "date_created"),
        *("written_at", "decided_at", "decided_by", "reason"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        """Read the product, the purchase behind a review and who decided along with it."""
        return super().get_queryset(request).select_related("product", "purchase__decided_by")

    @admin.display(description=_("written at"))
    def written_at(self, review: Any) -> Any:
        """Return when the words were written."""
        return write_moment(find_purchase(review, "written_at"))

    @admin.display(description=_("decided at"))
    def decided_at(self, review: Any) -> Any:
        """Return when somebody decided."""
        return write_moment(find_purchase(review, "decided_at"))

    @admin.display(description=_("decided by"))
    def decided_by(self, review: Any) -> Any:
        """Return who decided."""
        return find_purchase(review, "decided_by")

    @admin.display(description=_("why it is not shown"))
    def reason(self, review: Any) -> Any:
        """Return what its writer is told."""
        return find_purchase(review, "words")


def write_moment(moment: datetime | None) -> str | None:
    """Return a moment as the other ones on the screen are written."""
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else None


def find_purchase(review: Any, name: str) -> Any:
    """Return a fact of the purchase behind a review, None where there is none."""
    return getattr(getattr(review, "purchase", None), name, None)

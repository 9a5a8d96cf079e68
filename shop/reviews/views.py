"""Write about goods that have left: behind the order's private link, or in the account."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nomi.platform.limits import HOUR, Limit, count_try, say_wait
from shop.reviews import services
from shop.reviews.forms import ReviewForm, read_review
from shop.reviews.queries import Subject, find_subject


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, *, order: Any, back: str, product_id: str) -> HttpResponse:
    """Show the form with what was written before; on POST keep it, or say why not beside it."""
    subject = find_subject(order=order, product_id=int(product_id))
    if subject is None:
        raise Http404
    form = ReviewForm(
        request.POST if request.method == "POST" else None, initial=read_review(subject.review)
    )
    status = HTTPStatus.OK
    if request.method == "POST":
        status = _keep(order, subject, form)
        if status == HTTPStatus.FOUND:
            words = _("Thank you. Somebody reads your review, then it is on the product's page.")
            messages.success(request, words)
            return redirect(back)
    context = {"order": order, "subject": subject, "form": form, "back": back}
    return render(request, "shop/reviews/write.html", context, status=status)


def _keep(order: Any, subject: Subject, form: ReviewForm) -> HTTPStatus:
    """Keep what was written; when it may not be kept, put the words into the form."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    limit = Limit(name="review", most=settings.SHOP_REVIEWS_PER_HOUR, seconds=HOUR)
    wait = count_try(limit, who=order.number)
    if wait:
        words = _("You have sent many reviews. %(wait)s, then try again.")
        form.add_error(None, words % {"wait": say_wait(wait)})
        return HTTPStatus.TOO_MANY_REQUESTS
    keep = services.edit_review if form.is_change else services.write_review
    try:
        keep(
            order_id=order.pk,
            product_id=subject.product_id,
            written=form.read(),
            now=timezone.now(),
        )
    except services.ReviewRefused as refusal:
        form.add_error(None, str(refusal))
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.FOUND

"""Stripe's two ways back to us, the webhook and the shopper's browser, and the way out."""

from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from nomi.platform.languages import in_kept_language
from nomi.platform.tokens.queries import find_reference
from shop.order.private import find_proven_order
from shop.stripe_checkout import services
from shop.stripe_checkout.models import PaymentAttempt
from shop.stripe_checkout.queries import find_latest_attempt

THANKED = {
    services.Outcome.PAID,
    services.Outcome.ALREADY,
    services.Outcome.PROCESSING,
    services.Outcome.ON_HOLD,
    services.Outcome.GIVEN_BACK,
}


@method_decorator(csrf_exempt, name="dispatch")
class WebhookView(View):
    """Store what Stripe sends and answer at once; a worker does the rest."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer 200 once the row is safe, 400 to a stranger, 500 when the row cannot be kept."""
        try:
            services.receive_webhook(
                body=request.body,
                signature=request.headers.get("Stripe-Signature", ""),
                now=timezone.now(),
            )
        except services.BadSignature:
            return HttpResponse(status=HTTPStatus.BAD_REQUEST)
        except DatabaseError:
            return HttpResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        return HttpResponse(status=HTTPStatus.OK)


@method_decorator(never_cache, name="dispatch")
@method_decorator(in_kept_language, name="dispatch")
class ReturnView(View):
    """Where Stripe sends the shopper: after paying, and after going back without paying."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Settle by what Stripe says, not by what the address says, and show the way on.

        The one GET that may write: it records a fact that Stripe already holds, the same that the
        webhook or the poller would record, and nothing the visitor decides. Who only has the link
        is not shown the payment; the order's page asks for the e-mail address first.
        """
        attempt = _find_attempt(token)
        if attempt is None:
            return redirect("order-page", token=token)
        try:
            settlement = services.settle(attempt_id=attempt.pk, now=timezone.now())
        except (services.StripeUnavailable, services.StripeRefused):
            return _show(request, "waiting", token, url="")
        if settlement.outcome in THANKED:
            return redirect("checkout:thank-you", token=token)
        if find_proven_order(request, token) is None:
            return redirect("order-page", token=token)
        state = "released" if settlement.outcome == services.Outcome.RELEASED else "unpaid"
        return _show(request, state, token, url=attempt.url)


@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(never_cache, name="dispatch")
@method_decorator(in_kept_language, name="dispatch")
class CancelView(View):
    """The shopper wants the basket back.

    The form stands on a page without a referrer, whose browser hides the form's origin too; the
    link's token says who asks (see `shop.order.private`).
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """End the payment and open the basket; one that was paid after all is thanked for."""
        attempt = _find_attempt(token) if find_proven_order(request, token) else None
        if attempt is None:
            return redirect("order-page", token=token)
        try:
            settlement = services.cancel_payment(
                order_number=attempt.order.number, now=timezone.now()
            )
        except (services.StripeUnavailable, services.StripeRefused):
            return _show(request, "waiting", token, url="")
        if settlement and settlement.outcome in THANKED:
            return redirect("checkout:thank-you", token=token)
        return redirect("basket:summary")


def _find_attempt(token: str) -> PaymentAttempt | None:
    """Return the newest attempt of the token's order; None for every kind of wrong token."""
    number = find_reference(purpose="order", token=token, now=timezone.now())
    return find_latest_attempt(order_number=number) if number else None


def _show(request: HttpRequest, state: str, token: str, *, url: str) -> HttpResponse:
    page = render(
        request,
        "shop/stripe_checkout/return.html",
        {"state": state, "token": token, "stripe_url": url},
    )
    page["Referrer-Policy"] = "no-referrer"
    return page

"""The page about other currencies, and the rates for the script that writes them beside prices."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from nomi.platform.kept_pages import Shelf, kept_for_all
from shop.currencies.forms import AmountForm
from shop.currencies.queries import find_rates

RATES = Shelf(name="currencies", places=64)


@kept_for_all(shelf=RATES, knows=("amount",))
def show_currencies(request: HttpRequest) -> HttpResponse:
    """Show what an amount is about in each currency, and how prices are charged."""
    form = AmountForm(request.GET if "amount" in request.GET else None)
    minor = form.get_minor()
    rates = find_rates(on=timezone.localdate())
    context = {
        "form": form,
        "minor": minor,
        "rows": [(rate, rate.convert(minor)) for rate in rates],
    }
    return render(request, "shop/currencies/currencies.html", context)


@kept_for_all(shelf=RATES)
def list_rates(_request: HttpRequest) -> HttpResponse:
    """List the rates for one US dollar, for `frame.js`."""
    rates = find_rates(on=timezone.localdate())
    return JsonResponse(
        {rate.currency: {"rate": str(rate.per_dollar), "cents": rate.has_cents} for rate in rates}
    )

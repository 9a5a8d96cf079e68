"""A product's page again, with the words why it did not go into the basket."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shop.storefront import product


def show_refusal(
    request: HttpRequest, *, product_id: int, words: str, quantity: str
) -> HttpResponse | None:
    """Return the page with the variant and the quantity that were chosen; None when it is gone."""
    card = product.find_card(product_id=product_id)
    if card is None:
        return None
    page = product.get_product_page(
        card=card, asked_id=product_id, colour="", size="", on=timezone.localdate()
    )
    context = {"page": page, "error": words, "quantity": quantity}
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "shop/storefront/product.html", context, status=status)

"""The visitor's basket on the request: loaded when a page asks for it, and not before."""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject, empty
from oscar.apps.basket import middleware
from oscar.core.loading import get_class, get_model

from shop.basket.beside import list_beside
from shop.basket.request import ShopRequest

SALT = "shop.basket"
COUNT_COOKIE = "basket_count"


class BasketMiddleware(middleware.BasketMiddleware):
    """Oscar's middleware without its costs: a visitor without a basket costs no query.

    Offers are applied by the pages that show prices (`pricing.price_basket`), a GET never makes a
    basket, and a signed-in visitor's two baskets are joined when signing in (`receivers`).
    """

    def __call__(self, request: ShopRequest) -> HttpResponse:
        """Put `strategy` and `basket` on the request, both lazy; keep the cookie up to date."""
        request.cookies_to_delete = []
        request.strategy = SimpleLazyObject(
            lambda: get_class("partner.strategy", "Selector")().strategy(
                request=request, user=request.user
            )
        )
        request.basket = SimpleLazyObject(lambda: self.get_basket(request))
        return self.process_response(request, self.get_response(request))

    def get_basket(self, request: ShopRequest) -> Any:
        """Return the visitor's basket, open or waiting for payment; else an unsaved one."""
        if request.user.is_authenticated:
            basket = find_basket_of(request.user)
        else:
            basket = find_basket_in_cookie(request)
        if basket is None:
            owner = request.user if request.user.is_authenticated else None
            basket = get_model("basket", "Basket")(owner=owner)
        basket.strategy = request.strategy
        return basket

    def process_response(self, request: ShopRequest, response: HttpResponse) -> HttpResponse:
        """Give an anonymous visitor the key to a basket that has been made."""
        for name in request.cookies_to_delete:
            response.delete_cookie(name)
        count = getattr(request, "basket_count", None)
        if count is not None:
            _keep_count(request, response, count)
        basket = request.basket
        if isinstance(basket, SimpleLazyObject) and basket._wrapped is empty:
            return response
        if basket.pk is None or request.user.is_authenticated:
            return response
        key = sign_basket(basket.pk)
        if request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN) != key:
            response.set_cookie(
                settings.OSCAR_BASKET_COOKIE_OPEN,
                key,
                max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
                secure=settings.OSCAR_BASKET_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def sign_basket(basket_id: int) -> str:
    """Return the cookie's text for a basket."""
    return Signer(salt=SALT).sign(str(basket_id))


def find_basket_in_cookie(request: ShopRequest) -> Any | None:
    """Return the ownerless basket named by the visitor's cookie, open or frozen, or None.

    A cookie that leads nowhere is taken back. One query, none without a cookie.
    """
    name = settings.OSCAR_BASKET_COOKIE_OPEN
    text = request.COOKIES.get(name)
    if not text:
        return None
    model = get_model("basket", "Basket")
    try:
        pk = int(Signer(salt=SALT).unsign(text))
    except (BadSignature, ValueError):
        request.cookies_to_delete.append(name)
        return None
    baskets = model.objects.select_related(*list_beside())
    basket = baskets.filter(pk=pk, owner=None, status__in=(model.OPEN, model.FROZEN)).first()
    if basket is None:
        request.cookies_to_delete.append(name)
    return basket


def find_basket_of(user: Any) -> Any | None:
    """Return the newest basket of a signed-in visitor that is open, else one that waits."""
    model = get_model("basket", "Basket")
    baskets = model.objects.select_related(*list_beside()).filter(
        owner=user, status__in=(model.OPEN, model.FROZEN)
    )
    newest = max(baskets, key=lambda basket: (basket.status == model.OPEN, basket.pk), default=None)
    if newest is not None:
        newest.owner = user  # known already: offers ask for it
    return newest


def _keep_count(request: ShopRequest, response: HttpResponse, count: int) -> None:
    """Let the header show the number of pieces on any page, a cached one too: it is no secret."""
    if not count:
        if COUNT_COOKIE in request.COOKIES:
            response.delete_cookie(COUNT_COOKIE)
    elif request.COOKIES.get(COUNT_COOKIE) != str(count):
        response.set_cookie(
            COUNT_COOKIE,
            str(count),
            max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
            secure=settings.OSCAR_BASKET_COOKIE_SECURE,
            samesite="Lax",
        )

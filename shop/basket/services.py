"""Change a basket. Every refusal has words for the shopper and leaves the basket as it was."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.dispatch import Signal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from oscar.core.loading import get_model

from nomi.platform.limits import HOUR, Limit, count_try, find_wait, say_wait
from shop.basket.pricing import is_on_sale
from shop.vouchers.queries import is_used_up

basket_left = Signal()
"""Says in the same transaction that a visitor left `basket_id` and goes on with `into_id`."""


class BasketRefusal(Exception):  # noqa: N818 - each says what happened
    """The basket was not changed; the text says why and what to do."""


class QuantityRefused(BasketRefusal):
    """The quantity is not a whole number that we can deliver."""


class ProductGone(BasketRefusal):
    """The product does not exist or is not sold any more."""


class LineGone(BasketRefusal):
    """The line is not in this basket."""


class CodeRefused(BasketRefusal):
    """The voucher is unknown, over, used up or already there."""


class CodeUnknown(CodeRefused):
    """Nobody gave out a voucher with this code."""


class TooManyCodes(CodeRefused):
    """Too many codes were tried; the text says how long to wait."""


class BasketClosed(BasketRefusal):
    """The basket was turned into an order meanwhile."""


def read_quantity(text: str) -> int:
    """Return the quantity a shopper typed, or raise `QuantityRefused` in words."""
    most = settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD
    wanted = text.strip()
    if not wanted.isascii() or not wanted.isdigit() or not wanted.lstrip("0"):
        raise QuantityRefused(_("Enter a whole number from 1 to %(most)d.") % {"most": most})
    if len(wanted) > len(str(most)) + 1 or int(wanted) > most:
        raise QuantityRefused(
            _("We send up to %(most)d pieces at a time. Write to us for more.") % {"most": most}
        )
    return int(wanted)


@transaction.atomic
def add_product(
    *, basket: Any, product_id: int, quantity: int, own_holds: dict[int, int] | None = None
) -> Any:
    """Put pieces of a product into the basket, making the basket when it is new; return the line.

    Raise a `BasketRefusal` when the product is not on sale or too few pieces are free.
    """
    product = (
        get_model("catalogue", "Product")
        .objects.select_related("product_class", "parent__product_class")
        .filter(pk=product_id)
        .first()
    )
    info: Any = basket.strategy.fetch_for_product(product) if product else None
    if product is None or product.is_parent or not is_on_sale(product, info):
        raise ProductGone(_("This product is not in the shop any more."))
    if basket.pk is None:
        basket.save()
        if basket.follows:
            basket_left.send(sender=None, basket_id=basket.follows, into_id=basket.pk)
    else:
        _lock_open(basket)
    record = info.stockrecord
    line = basket.lines.filter(stockrecord=record).first()
    wanted = quantity + (line.quantity if line else 0)
    _refuse_too_many(basket, product, record, wanted, quantity, own_holds or {})
    if line:
        basket.lines.filter(pk=line.pk).update(quantity=F("quantity") + quantity)
        line.quantity = wanted
        return line
    return basket.lines.create(
        line_reference=f"{product.pk}_{record.pk}",
        product=product,
        stockrecord=record,
        quantity=quantity,
        price_currency=info.price.currency,
        price_excl_tax=info.price.excl_tax,
        price_incl_tax=info.price.incl_tax if info.price.is_tax_known else None,
    )


@transaction.atomic
def change_quantity(
    *, basket: Any, line_id: int, quantity: int, own_holds: dict[int, int] | None = None
) -> None:
    """Set a line's quantity; raise a `BasketRefusal` when too few pieces are free."""
    line = _get_line(basket, line_id)
    more = quantity - line.quantity
    if more > 0:
        _refuse_too_many(basket, line.product, line.stockrecord, quantity, more, own_holds or {})
    basket.lines.filter(pk=line.pk).update(quantity=quantity)


@transaction.atomic
def step_quantity(
    *, basket: Any, line_id: int, by: int, own_holds: dict[int, int] | None = None
) -> None:
    """Take one piece more (`by` 1) or one fewer (-1) than the basket holds at this moment.

    Raise a `BasketRefusal` when too few pieces are free, or when none would be left: a line is
    taken out on purpose.
    """
    line = _get_line(basket, line_id)
    wanted = line.quantity + by
    if wanted < 1:
        raise QuantityRefused(_("One piece is the fewest. Press Remove to take it out."))
    if by > 0:
        _refuse_too_many(basket, line.product, line.stockrecord, wanted, by, own_holds or {})
    basket.lines.filter(pk=line.pk).update(quantity=wanted)


@transaction.atomic
def remove_line(*, basket: Any, line_id: int) -> str:
    """Take a line out and return the title it had."""
    line = _get_line(basket, line_id)
    title: str = line.product.get_title()
    line.delete()
    return title


def add_voucher(*, basket: Any, code: str, user: Any, now: datetime, network: str = "") -> Any:
    """Attach the voucher with this code to the basket; raise `CodeRefused` with the reason.

    Tries are counted by the basket, and wrong codes also by the network, for a guesser takes a new
    basket: in the cache that all processes share. Right codes of a network are not counted, since
    a whole office may shop behind one, and no count keeps anybody from paying (SAFETY.md, P13).
    """
    if basket.pk is None:
        raise CodeRefused(_("Put something into your basket first."))
    most, most_wrong = settings.SHOP_VOUCHER_TRIES_PER_HOUR, settings.SHOP_WRONG_VOUCHERS_PER_HOUR
    tries = Limit(name="voucher", most=most, seconds=HOUR)
    wrong = Limit(name="wrong-voucher", most=most_wrong, seconds=HOUR)
    wait = count_try(tries, who=str(basket.pk)) or find_wait(wrong, who=network)
    if wait:
        words = _("Too many codes were tried. %(wait)s, then try again.")
        raise TooManyCodes(words % {"wait": say_wait(wait)})
    try:
        return _attach_voucher(basket=basket, code=code, user=user, now=now)
    except CodeUnknown:
        count_try(wrong, who=network)
        raise


@transaction.atomic
def _attach_voucher(*, basket: Any, code: str, user: Any, now: datetime) -> Any:
    """Attach the voucher with this code to the basket; raise `CodeRefused` with the reason."""
    _lock_open(basket)
    voucher = get_model("voucher", "Voucher").objects.filter(code=_clean_code(code)).first()
    if voucher is None:
        raise CodeUnknown(_("We do not know this code. Please check how it is written."))
    if now < voucher.start_datetime:
        raise CodeRefused(_("This code cannot be used yet."))
    if now > voucher.end_datetime:
        raise CodeRefused(_("This code has expired."))
    if basket.vouchers.filter(pk=voucher.pk).exists():
        raise CodeRefused(_("This code is already in your basket."))
    _refuse_used(voucher, user, owner=basket.owner)
    basket.vouchers.add(voucher)
    type(voucher).objects.filter(pk=voucher.pk).update(
        num_basket_additions=F("num_basket_additions") + 1
    )
    return voucher


def _refuse_used(voucher: Any, user: Any, *, owner: Any) -> None:
    """Raise `CodeRefused` for a voucher that this shopper cannot use, with what she can do."""
    is_available, _words = voucher.is_available_to_user(user)
    if not is_available and voucher.usage == voucher.ONCE_PER_CUSTOMER:
        if not user.is_authenticated:
            words = _("This code is good once for each account. Sign in, then add it again.")
            raise CodeRefused(words)
        raise CodeRefused(_("You have used this code in an earlier order."))
    if not is_available or is_used_up(voucher=voucher, owner=owner):
        raise CodeRefused(_("This code has been used up."))


@transaction.atomic
def remove_voucher(*, basket: Any, code: str) -> None:
    """Take a voucher off the basket; one that is not there is no trouble."""
    if basket.pk is None:
        return
    _lock_open(basket)
    basket.vouchers.remove(*basket.vouchers.filter(code=_clean_code(code)))


@transaction.atomic
def join_baskets(*, user: Any, guest_basket: Any) -> None:
    """Give a guest's basket to the shopper who has just signed in, joined with an older one."""
    model = get_model("basket", "Basket")
    own = model.objects.filter(owner=user, status=model.OPEN).order_by("-pk").first()
    if guest_basket.status != model.OPEN or own is None:
        model.objects.filter(pk=guest_basket.pk).update(owner=user)
        return
    own.merge(guest_basket, add_quantities=False)
    basket_left.send(sender=None, basket_id=guest_basket.pk, into_id=own.pk)


def _clean_code(code: str) -> str:
    """Return a typed code as it is stored; the database cannot even be asked about a NUL."""
    return code.replace("\0", "").strip().upper()[:128]


def _lock_open(basket: Any) -> None:
    """Lock the basket's row and make sure that it may still be changed."""
    baskets = get_model("basket", "Basket").objects
    rows = baskets.select_for_update(of=("self",)).filter(pk=basket.pk)
    status = rows.values_list("status", flat=True).first()
    if status is not None and status != basket.OPEN:
        raise BasketClosed(
            _("This basket is being paid for. Finish or cancel the payment to change it.")
        )


def _get_line(basket: Any, line_id: int) -> Any:
    """Return the basket's line, with the basket locked."""
    _lock_open(basket)
    line = (
        basket.lines.select_related("stockrecord", "product__parent__product_class")
        .filter(pk=line_id)
        .first()
        if basket.pk
        else None
    )
    if line is None:
        raise LineGone(_("This product is no longer in your basket."))
    return line


def _refuse_too_many(
    basket: Any, product: Any, record: Any, wanted: int, more: int, own_holds: dict[int, int]
) -> None:
    """Raise `QuantityRefused` when the shelf or the parcel cannot take that many."""
    most = settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD
    pieces = basket.lines.aggregate(pieces=Sum("quantity"))["pieces"] or 0
    if pieces + more > most:
        raise QuantityRefused(
            _("We send up to %(most)d pieces at a time. Write to us for more.") % {"most": most}
        )
    if not product.get_product_class().track_stock:
        return
    free = max(0, record.net_stock_level) + own_holds.get(record.pk, 0)
    if wanted > free:
        title = product.get_title()
        raise QuantityRefused(
            ngettext(
                "Only %(free)d of %(title)s is left.",
                "Only %(free)d of %(title)s are left.",
                free,
            )
            % {"free": free, "title": title}
            if free
            else _("%(title)s is sold out at the moment.") % {"title": title}
        )

"""Write a quote down as Oscar's order, with one INSERT per table."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.sites.models import Site
from django.db.models import prefetch_related_objects
from oscar.core.loading import get_model

from nomi.platform.languages import in_store_language
from shop.checkout.address import Address
from shop.checkout.quote import Quote
from shop.money import to_decimal
from shop.order.numbers import make_order_number
from shop.order.queries import AWAITING_PAYMENT
from shop.order.vouchers import OfferUse

SHIPPING = "Shipping"


def get_offer_uses(quote: Quote) -> list[OfferUse]:
    """Return how each offer of the quote is used, for the counters."""
    return [
        OfferUse(
            offer_id=discount.offer.pk,
            name=discount.name,
            times=discount.times,
            discount=to_decimal(discount.amount_minor),
            user_cap=discount.offer.max_user_applications,
        )
        for discount in _get_discounts(quote)
    ]


def get_voucher_amounts(quote: Quote) -> dict[int, Decimal]:
    """Return the discount that each voucher gave, by voucher id."""
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    for discount in _get_discounts(quote):
        if discount.voucher:
            amounts[discount.voucher.pk] += to_decimal(discount.amount_minor)
    return dict(amounts)


def write_order(
    *, quote: Quote, basket: Any, user: Any, email: str, address: Any, now: datetime
) -> Any:
    """Insert the order with its address, lines, prices and discounts; return it."""
    address.save(force_insert=True)
    is_known = user is not None and user.is_authenticated
    order = get_model("order", "Order")(
        number=make_order_number(),
        site=Site.objects.get_current(),
        basket=basket,
        user=user if is_known else None,
        guest_email="" if is_known else email,
        currency=quote.currency,
        total_incl_tax=to_decimal(quote.total_minor),
        total_excl_tax=to_decimal(quote.total_minor - quote.tax_minor),
        shipping_incl_tax=to_decimal(quote.delivery_minor + quote.shipping_tax_minor),
        shipping_excl_tax=to_decimal(quote.delivery_minor),
        shipping_method=_write_method(quote),
        shipping_code=quote.rate.code,
        shipping_address=address,
        status=AWAITING_PAYMENT,
        date_placed=now,
    )
    order.save(force_insert=True)
    lines = _write_lines(order, quote)
    _write_prices(order, lines, quote)
    _write_options(lines, quote)
    _write_discounts(order, quote)
    return order


@in_store_language
def _write_method(quote: Quote) -> str:
    """Return how it is delivered, in the language of those who pack it."""
    return str(quote.rate.name)


def build_address(address: Address, country: Any) -> Any:
    """Return the delivery address as Oscar's row, not saved yet."""
    return get_model("order", "ShippingAddress")(**address.list_columns(), country=country)


def _write_lines(order: Any, quote: Quote) -> list[Any]:
    """Insert the lines in basket order, each a snapshot of what was sold at which price."""
    model = get_model("order", "Line")
    rows = []
    for line, tax_minor in zip(quote.lines, quote.line_taxes, strict=True):
        record, product = line.line.stockrecord, line.line.product
        unit, full = to_decimal(line.unit_minor), to_decimal(line.full_minor)
        rows.append(
            model(
                order=order,
                partner=record.partner,
                partner_name=record.partner.name,
                partner_sku=record.partner_sku,
                stockrecord=record,
                product=product,
                title=line.title,
                upc=product.upc,
                quantity=line.quantity,
                line_price_excl_tax=to_decimal(line.net_minor),
                line_price_incl_tax=to_decimal(line.net_minor + tax_minor),
                line_price_before_discounts_excl_tax=full,
                line_price_before_discounts_incl_tax=full + to_decimal(tax_minor),
                unit_price_excl_tax=unit,
                unit_price_incl_tax=unit,
                status="Open",
                num_allocated=line.quantity if line.free_pieces is not None else 0,
            )
        )
    return list(model.objects.bulk_create(rows))


def _write_prices(order: Any, lines: list[Any], quote: Quote) -> None:
    """Insert what each piece cost, in two groups where cents do not divide evenly."""
    model = get_model("order", "LinePrice")
    rows = []
    for row, line, tax_minor in zip(lines, quote.lines, quote.line_taxes, strict=True):
        net, odd = divmod(line.net_minor, line.quantity)
        for price, quantity in ((net, line.quantity - odd), (net + 1, odd)):
            if quantity:
                # tax is a fact of the whole line; a piece shows its even part
                incl = to_decimal(price) + to_decimal(tax_minor // line.quantity)
                rows.append(
                    model(
                        order=order,
                        line=row,
                        quantity=quantity,
                        price_excl_tax=to_decimal(price),
                        price_incl_tax=incl,
                    )
                )
    model.objects.bulk_create(rows)


def _write_options(lines: list[Any], quote: Quote) -> None:
    """Insert what the shopper chose for a line, where a product offers options."""
    model = get_model("order", "LineAttribute")
    prefetch_related_objects([line.line for line in quote.lines], "attributes__option")
    rows = [
        model(line=row, option=choice.option, type=choice.option.code, value=choice.value)
        for row, line in zip(lines, quote.lines, strict=True)
        for choice in line.line.attributes.all()
    ]
    if rows:
        model.objects.bulk_create(rows)


def _write_discounts(order: Any, quote: Quote) -> None:
    """Insert the offers that were applied, with the amounts that were shown."""
    model = get_model("order", "OrderDiscount")
    rows = [
        model(
            order=order,
            category=SHIPPING if discount.is_shipping else "Basket",
            offer_id=discount.offer.pk,
            offer_name=discount.name,
            voucher_id=discount.voucher.pk if discount.voucher else None,
            voucher_code=discount.voucher.code if discount.voucher else "",
            frequency=discount.times,
            amount=to_decimal(discount.amount_minor),
        )
        for discount in _get_discounts(quote)
    ]
    if rows:
        model.objects.bulk_create(rows)


def _get_discounts(quote: Quote) -> list[Any]:
    """Return the goods' discounts and the delivery's, the latter with its real amount.

    An offer that took nothing off, because a price stands at its cost already, was not used.
    """
    found = [one for one in quote.priced.goods_discounts if one.amount_minor]
    if quote.shipping_discount:
        found.append(quote.shipping_discount)
    return found

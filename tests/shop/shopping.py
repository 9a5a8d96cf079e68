"""Goods, baskets and shoppers for the tests, valid as they come."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from oscar.core.loading import get_class, get_model

from shop.basket.pricing import price_basket
from shop.checkout import services
from shop.checkout.address import Address
from shop.checkout.quote import Quote, build_quote, get_grams
from shop.costing.services import record_landed_cost
from shop.order.links import get_order_path
from shop.vouchers.models import VoucherTerms

_numbers = count(1)


def make_country(code: str = "US", *, is_served: bool = True) -> Any:
    country, _made = get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2=code,
        defaults={"printable_name": code, "name": code, "is_shipping_country": is_served},
    )
    return country


def make_product(
    *, title: str = "Tote", price: str = "18.00", stock: int = 10, landed_minor: int | None = 1320
) -> Any:
    number = next(_numbers)
    kind, _made = get_model("catalogue", "ProductClass").objects.get_or_create(
        name="Tote", defaults={"track_stock": True, "requires_shipping": True}
    )
    partner, _made = get_model("partner", "Partner").objects.get_or_create(
        code="stopstart", defaults={"name": "STOPStart"}
    )
    product = get_model("catalogue", "Product").objects.create(
        title=title, slug=f"tote-{number}", upc=f"upc-{number}", product_class=kind
    )
    record = get_model("partner", "StockRecord").objects.create(
        product=product,
        partner=partner,
        partner_sku=f"sku-{number}",
        price=Decimal(price),
        price_currency="USD",
        num_in_stock=stock,
    )
    if landed_minor is not None:
        record_landed_cost(
            stockrecord_id=record.pk,
            effective_on=timezone.now().date() - timedelta(days=30),
            purchase_minor=landed_minor,
            freight_minor=0,
            duty_minor=0,
            handling_minor=0,
        )
    product.record = record
    return product


def get_record(product: Any) -> Any:
    return get_model("partner", "StockRecord").objects.get(product=product)


def make_basket(*lines: tuple[Any, int], owner: Any = None) -> Any:
    basket = get_model("basket", "Basket").objects.create(owner=owner)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy()
    for product, quantity in lines:
        record = get_record(product)
        basket.lines.create(
            line_reference=f"{product.pk}_{record.pk}",
            product=product,
            stockrecord=record,
            quantity=quantity,
            price_currency="USD",
            price_excl_tax=record.price,
        )
    return basket


def make_voucher(
    *,
    code: str = "WELCOME",
    usage: str = "Single use",
    percent: str = "10",
    max_uses: int | None = None,
    sells_below_cost: bool = True,
) -> Any:
    offer = make_offer(name=f"Offer {code}", kind="Voucher", percent=percent, max_uses=max_uses)
    now = timezone.now()
    voucher = get_model("voucher", "Voucher").objects.create(
        name=f"Voucher {code}",
        code=code,
        usage=usage,
        start_datetime=now - timedelta(days=1),
        end_datetime=now + timedelta(days=1),
    )
    voucher.offers.add(offer)
    if sells_below_cost:
        boss, _made = get_user_model().objects.get_or_create(username="voucher-maker")
        VoucherTerms.objects.create(
            voucher=voucher, sells_below_cost=True, reason="A test", made_by=boss, made_at=now
        )
    return voucher


def make_offer(
    *, name: str, kind: str = "Site", percent: str = "10", max_uses: int | None = None
) -> Any:
    goods, _made = get_model("offer", "Range").objects.get_or_create(
        name="Everything", defaults={"includes_all_products": True}
    )
    return get_model("offer", "ConditionalOffer").objects.create(
        name=name,
        offer_type=kind,
        condition=get_model("offer", "Condition").objects.create(
            range=goods, type="Count", value=1
        ),
        benefit=get_model("offer", "Benefit").objects.create(
            range=goods, type="Percentage", value=Decimal(percent)
        ),
        max_global_applications=max_uses,
    )


def make_user(email: str = "ada@example.org") -> Any:
    return get_user_model().objects.create_user(
        username=email.split("@", maxsplit=1)[0], email=email, password="long-enough-words"
    )


HOME = Address(
    first_name="Ada",
    last_name="Byron",
    line1="1 Test Street",
    city="New York",
    state="NY",
    postcode="10001",
    country_code="US",
)


@dataclass(kw_only=True)
class Shopper:
    """Somebody at the checkout: looks at a quote, then presses Pay."""

    basket: Any
    user: Any = field(default_factory=AnonymousUser)
    email: str = "guest@example.org"
    address: Address = HOME
    shipping_code: str = "us-standard"

    def look(self) -> Quote:
        basket = get_model("basket", "Basket").objects.get(pk=self.basket.pk)
        basket.strategy = get_class("partner.strategy", "Selector")().strategy()
        priced = price_basket(basket=basket, user=self.user)
        return build_quote(
            priced=priced,
            place=self.address.taxed_place,
            shipping_code=self.shipping_code,
            grams=get_grams(priced),
        )

    def pay(self, seen: Quote | None = None, now: datetime | None = None) -> services.Placed:
        return services.place(
            basket_id=self.basket.pk,
            user=self.user,
            email=self.email,
            address=self.address,
            shipping_code=self.shipping_code,
            expected=(seen or self.look()).fingerprint,
            now=now or timezone.now(),
        )


def count_everything() -> dict[str, Any]:
    """Return what must not change when an order is refused."""
    return {
        "orders": get_model("order", "Order").objects.count(),
        "addresses": get_model("order", "ShippingAddress").objects.count(),
        "vouchers used": get_model("voucher", "VoucherApplication").objects.count(),
        "baskets": list(
            get_model("basket", "Basket").objects.order_by("pk").values_list("pk", "status")
        ),
        "lines": list(get_model("basket", "Line").objects.values_list("pk", "quantity")),
        "stock": list(
            get_model("partner", "StockRecord")
            .objects.order_by("pk")
            .values_list("pk", "num_in_stock", "num_allocated")
        ),
        "offers": list(
            get_model("offer", "ConditionalOffer")
            .objects.order_by("pk")
            .values_list("pk", "num_applications", "total_discount")
        ),
    }


def prove(client: Any, order: Any) -> str:
    """Let the browser see the order behind its link, by its e-mail address; return the path."""
    path = get_order_path(order=order)
    answer = client.post(path, {"email": order.email})
    assert (answer.status_code, answer["Location"]) == (302, path)
    return path

"""Write goods as an RSS 2.0 file with Google's own elements, piece by piece.

Fields and their limits: Google Merchant Center, "Product data specification" (answer 7052112).
"""

from collections.abc import Iterator
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from shop.feeds.merchant.reading import Item, list_items
from shop.feeds.text import write_plain
from shop.money import to_decimal
from shop.shipping.methods import get_charge_minor
from shop.shipping.rates import RATES
from shop.storefront.templatetags.storefront import whole

NAMESPACE = "http://base.google.com/ns/1.0"
BRAND = "Nomi"
PIECE = 64 * 1024
REST = "rest"
NONE: "AttributesImpl[str]" = AttributesImpl({})


def write_feed() -> Iterator[str]:
    """Return the feed in pieces, however many goods there are."""
    text = StringIO()
    xml = SimplerXMLGenerator(text, "utf-8", short_empty_elements=False)
    xml.startDocument()
    xml.startElement("rss", AttributesImpl({"version": "2.0", "xmlns:g": NAMESPACE}))
    xml.startElement("channel", NONE)
    xml.addQuickElement("title", _("Nomi: all goods"))
    xml.addQuickElement("link", whole(reverse("catalogue:index")))
    xml.addQuickElement("description", _("Everything in the shop, with stock and delivery."))
    for item in list_items():
        _write_item(xml, item)
        if text.tell() > PIECE:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    xml.endElement("channel")
    xml.endElement("rss")
    xml.endDocument()
    yield text.getvalue()


def list_fields(item: Item) -> list[tuple[str, str]]:
    """Return name and value of every field of one item; empty ones are left out.

    The goods carry no trade numbers (GTIN), which `identifier_exists` says. The key of the row
    is the id: it stays when the SKU is renamed.
    """
    address = whole(reverse("catalogue:detail", args=(item.slug, item.family)))
    fields = [
        ("id", str(item.pk)),
        ("item_group_id", str(item.group or "")),
        ("title", write_plain(item.title, longest=150)),
        ("description", write_plain(item.text, longest=5_000)),
        ("link", f"{address}?{item.query}" if item.query else address),
        ("image_link", whole(item.picture)),
        ("availability", "in_stock" if item.is_free else "out_of_stock"),
        ("price", _write_price(item.price_minor, item.currency)),
        ("brand", BRAND),
        ("condition", "new"),
        ("identifier_exists", "no"),
        ("product_type", write_plain(item.kind, longest=750)),
        ("color", write_plain(item.colour, longest=100)),
        ("size", write_plain(item.size, longest=100)),
        ("material", write_plain(item.material, longest=200)),
        # sizes are those of clothes, which are cut for adults of any gender
        ("age_group", "adult" if item.size else ""),
        ("gender", "unisex" if item.size else ""),
        ("shipping_weight", f"{item.grams} g"),
    ]
    return [(name, value) for name, value in fields if value]


def list_delivery(item: Item) -> list[tuple[str, str, str]]:
    """Return country, service and price of delivery for one piece, by the checkout's own table.

    The zone of all other countries has no code that the feed could name.
    """
    return [
        (
            country,
            str(rate.name),
            _write_price(
                get_charge_minor(rate=rate, grams=item.grams, goods_minor=item.price_minor),
                item.currency,
            ),
        )
        for country, rates in RATES.items()
        if country != REST
        for rate in rates
    ]


def _write_item(xml: SimplerXMLGenerator, item: Item) -> None:
    xml.startElement("item", NONE)
    for name, value in list_fields(item):
        xml.addQuickElement(f"g:{name}", value)
    for country, service, price in list_delivery(item):
        xml.startElement("g:shipping", NONE)
        xml.addQuickElement("g:country", country)
        xml.addQuickElement("g:service", service)
        xml.addQuickElement("g:price", price)
        xml.endElement("g:shipping")
    xml.endElement("item")


def _write_price(minor: int, currency: str) -> str:
    return f"{to_decimal(minor)} {currency}"

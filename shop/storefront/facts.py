"""The product page's facts for machines, in the words of schema.org."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from shop.money import to_decimal
from shop.search.vocabulary import Category
from shop.storefront.product import ProductPage
from shop.storefront.templatetags.storefront import whole
from shop.storefront.variants import Variant

STOCK = {True: "https://schema.org/InStock", False: "https://schema.org/OutOfStock"}


def describe_product(page: ProductPage) -> dict[str, Any]:
    """Return the product with an offer for each variant."""
    address = whole(reverse("catalogue:detail", args=(page.card.slug, page.card.pk)))
    return _describe_rating(page) | {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": page.card.title,
        "description": page.summary,
        "image": [whole(picture.shown.src) for picture in page.pictures],
        "sku": page.product.upc or str(page.card.pk),
        "brand": {"@type": "Brand", "name": "Nomi"},
        "offers": [
            _describe_offer(each, address=address, currency=page.card.currency)
            for each in page.choices.variants
        ],
    }


def describe_trail(page: ProductPage) -> dict[str, Any]:
    """Return the path above the product."""
    links = [(category.name, category.url) for category in page.trail]
    links.append(
        (page.card.title, reverse("catalogue:detail", args=(page.card.slug, page.card.pk)))
    )
    return _describe_path(links)


def describe_seller() -> dict[str, Any]:
    """Return who sells here."""
    return {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Nomi",
        "legalName": settings.SELLER_NAME,
        "url": whole("/"),
        "logo": whole(static("img/touch-icon.png")),
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "customer service",
            "url": whole(reverse("contact")),
        },
    }


def describe_shelf(*, above: list[Category], here: Category) -> dict[str, Any]:
    """Return the path to a category."""
    links = [(category.name, category.url) for category in (*above, here)]
    return _describe_path([("Shop", reverse("catalogue:index")), *links])


def _describe_path(links: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": whole(url)}
            for place, (name, url) in enumerate(links, start=1)
        ],
    }


def _describe_rating(page: ProductPage) -> dict[str, Any]:
    """Return the rating, nothing without a review."""
    if page.reviews is None:
        return {}
    rating = {
        "@type": "AggregateRating",
        "ratingValue": page.reviews.average,
        "reviewCount": page.reviews.count,
        "bestRating": 5,
        "worstRating": 1,
    }
    return {"aggregateRating": rating}


def _describe_offer(variant: Variant, *, address: str, currency: str) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "sku": variant.sku,
        "price": str(to_decimal(variant.price_minor)),
        "priceCurrency": currency,
        "availability": STOCK[variant.is_buyable],
        "url": f"{address}?{variant.query}" if variant.query else address,
    }

"""New goods as RSS 2.0."""

from django.urls import reverse
from django.utils.translation import gettext as _

from nomi.platform.feeds import Feed
from shop.feeds.text import write_plain
from shop.search.models import ProductCard
from shop.search.queries import ORDERS
from shop.storefront.cards import write_price
from shop.storefront.templatetags.storefront import whole

MOST = 30


def write_news() -> str:
    """Return the feed of the goods listed last. One query."""
    cards = ProductCard.objects.defer("document").select_related("product")
    newest = list(cards.order_by(*ORDERS["newest"])[:MOST])
    feed = Feed(
        title=_("Nomi: new goods"),
        link=whole(reverse("catalogue:index")),
        description=_("What is new in the shop."),
        language="en",
        feed_url=whole(reverse("news")),
    )
    for card in newest:
        address = whole(reverse("catalogue:detail", args=(card.slug, card.pk)))
        summary = write_plain(card.product.get_meta_description() or "", longest=400)
        feed.add_item(
            title=write_plain(card.title, longest=200),
            link=address,
            unique_id=address,
            unique_id_is_permalink=True,
            description=f"{write_price(card)}. {summary}",
            pubdate=card.listed_at,
        )
    return str(feed.writeString("utf-8"))

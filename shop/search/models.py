"""What lists and search read: one row for each product on show, kept by the database itself."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

HOLDS_A_WORD = RegexValidator(r"[^\W_]", _("Write a word."))


class CatalogueVersion(models.Model):
    """One row whose mark changes in each transaction that changes what shoppers see."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    mark = models.UUIDField(_("mark"))

    class Meta:
        verbose_name = _("version of the catalogue")
        verbose_name_plural = _("version of the catalogue")
        constraints = (models.CheckConstraint(name="catalogue_has_one_version", condition=Q(id=1)),)

    def __str__(self) -> str:
        """Show the mark."""
        return str(self.mark)


class Synonym(models.Model):
    """What shoppers type, and what they mean: goods by the shop's own words, or a page.

    `typed` and `goods` hold phrases with a comma between them.
    """

    class Page(models.TextChoices):
        """Pages of the shop by the word at which each stands."""

        GIFT_CARD = "gift-card", _("Gift card")
        GIVE = "give", _("Give")
        DELIVERY = "delivery", _("Delivery")
        RETURNS = "returns", _("Returns")
        CONTACT = "contact", _("Contact")

    typed = models.CharField(
        _("what shoppers type"),
        max_length=500,
        validators=[HOLDS_A_WORD],
        help_text=_(
            "With a comma between them, in any language: tee, tshirt, camiseta. The plural with s"
            " is found too."
        ),
    )
    goods = models.CharField(
        _("what the goods say"),
        max_length=200,
        blank=True,
        validators=[HOLDS_A_WORD],
        help_text=_(
            "Words of titles, categories, colours or descriptions, with a comma between them:"
            " rust, wine."
        ),
    )
    page = models.CharField(
        _("page that it leads to"), max_length=20, blank=True, choices=Page.choices
    )

    class Meta:
        verbose_name = _("shoppers' words")
        verbose_name_plural = _("shoppers' words")
        ordering = ("typed",)
        constraints = (
            models.CheckConstraint(
                name="shoppers_words_lead_somewhere",
                condition=~Q(goods="", page=""),
                violation_error_message=_("Say what the goods say, or choose a page."),
            ),
        )

    def __str__(self) -> str:
        """Name what is typed."""
        return self.typed


class ProductCard(models.Model):
    """A product as lists show, filter and find it.

    Written only by the database function `shop_search_refresh_cards`, which triggers on the
    catalogue's tables call when their transaction commits. Prices are in cents.
    """

    product = models.OneToOneField(
        "catalogue.Product", on_delete=models.CASCADE, primary_key=True, related_name="card"
    )
    title = models.CharField(_("title"), max_length=255)
    slug = models.CharField(_("slug"), max_length=255)
    kind = models.CharField(_("product class"), max_length=128)
    price_from_minor = models.IntegerField(_("lowest price, cents"))
    price_to_minor = models.IntegerField(_("highest price, cents"))
    currency = models.CharField(_("currency"), max_length=12)
    is_in_stock = models.BooleanField(_("in stock"))
    priority = models.SmallIntegerField(_("priority"))
    listed_at = models.DateTimeField(_("listed at"))
    colours = ArrayField(models.TextField(), verbose_name=_("colours"))
    sizes = ArrayField(models.TextField(), verbose_name=_("sizes"))
    category_ids = ArrayField(models.BigIntegerField(), verbose_name=_("categories"))
    picture_name = models.CharField(_("picture"), max_length=255, blank=True)
    picture_alt = models.CharField(_("what the picture shows"), max_length=255, blank=True)
    picture_width = models.PositiveIntegerField(_("width of the picture"))
    picture_height = models.PositiveIntegerField(_("height of the picture"))
    picture_widths = ArrayField(models.PositiveIntegerField(), verbose_name=_("renditions"))
    picture_has_avif = models.BooleanField(
        _("is there as AVIF too"), default=False, db_default=False
    )
    picture_tint = models.CharField(
        _("mean colour"), max_length=7, blank=True, default="", db_default=""
    )
    document = SearchVectorField(_("searched text"))

    class Meta:
        verbose_name = _("product in lists")
        verbose_name_plural = _("products in lists")
        constraints = (
            models.CheckConstraint(
                name="lowest_price_is_not_above_highest",
                condition=Q(price_from_minor__lte=F("price_to_minor"), price_from_minor__gte=0),
            ),
        )
        indexes = (
            GinIndex(fields=["document"], name="card_document"),
            GinIndex(fields=["category_ids"], name="card_categories"),
            models.Index(F("priority").desc(), F("product_id").desc(), name="card_featured"),
            models.Index(F("listed_at").desc(), F("product_id").desc(), name="card_newest"),
            models.Index("price_from_minor", F("product_id").desc(), name="card_cheapest"),
            models.Index(F("price_from_minor").desc(), F("product_id").desc(), name="card_dearest"),
        )

    def __str__(self) -> str:
        """Name the product."""
        return self.title

"""Which order lets somebody speak of a product, and what staff decided on the words."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class VerifiedPurchase(models.Model):
    """What stands behind a review: the order that the goods left with.

    `words` say why staff keep the review off the page; its writer reads them.
    """

    review = models.OneToOneField(
        "reviews.ProductReview", on_delete=models.CASCADE, primary_key=True, related_name="purchase"
    )
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="reviewed")
    product = models.ForeignKey("catalogue.Product", on_delete=models.CASCADE, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    words = models.CharField(_("why it is not shown"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("purchase behind a review")
        verbose_name_plural = _("purchases behind reviews")
        constraints = (
            models.UniqueConstraint(
                name="order_speaks_of_a_product_once", fields=("order", "product")
            ),
            models.CheckConstraint(
                name="review_is_decided_by_somebody",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, words="")
                | Q(decided_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Name the review, never its writer."""
        return str(self.review_id)

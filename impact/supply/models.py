"""Partner enterprises and batches: facts of one production order, never of one woman."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PartnerEnterprise(models.Model):
    """A social enterprise that employs makers."""

    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)

    class Meta:
        verbose_name = _("partner enterprise")
        verbose_name_plural = _("partner enterprises")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(name="enterprise_name_is_unique", fields=["name"]),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.name


class Batch(models.Model):
    """One production order with the jobs and benefits that came with it.

    What is said of a batch holds for that batch alone. `enterprise` stays empty where the source
    does not name it.
    """

    code = models.CharField(max_length=20)
    goods = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    jobs = models.PositiveIntegerField()
    benefits = ArrayField(models.CharField(max_length=80), default=list)
    year = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)
    source = models.CharField(max_length=200)
    enterprise = models.ForeignKey(
        PartnerEnterprise, on_delete=models.PROTECT, null=True, blank=True, related_name="batches"
    )

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(name="batch_code_is_unique", fields=["code"]),
            models.CheckConstraint(
                name="batch_has_goods_and_jobs", condition=Q(quantity__gte=1, jobs__gte=1)
            ),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.code

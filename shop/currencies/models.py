"""Exchange rates by day."""

from decimal import ROUND_HALF_EVEN, Decimal

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.currencies.names import CURRENCIES

WITHOUT_CENTS = {"JPY"}


class ExchangeRate(models.Model):
    """How much of a currency one US dollar was on a day, and who says so."""

    currency = models.CharField(_("currency"), max_length=3)
    per_dollar = models.DecimalField(_("for one US dollar"), max_digits=14, decimal_places=6)
    quoted_on = models.DateField(_("day"))
    source = models.CharField(_("source"), max_length=100)
    stored_at = models.DateTimeField(_("stored at"))

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ("-quoted_on", "currency")
        constraints = (
            models.UniqueConstraint(
                name="one_rate_of_a_currency_a_day", fields=("currency", "quoted_on")
            ),
            models.CheckConstraint(
                name="exchange_rate_is_above_zero", condition=Q(per_dollar__gt=0)
            ),
            models.CheckConstraint(
                name="currency_is_three_capitals", condition=Q(currency__regex="^[A-Z]{3}$")
            ),
        )

    def __str__(self) -> str:
        """Say the rate."""
        return f"1 USD = {self.per_dollar} {self.currency}, {self.quoted_on}"

    @property
    def name(self) -> str | Promise:
        """The currency's name in the language of the page."""
        return CURRENCIES[self.currency]

    @property
    def has_cents(self) -> bool:
        """Whether amounts have hundredths."""
        return self.currency not in WITHOUT_CENTS

    def convert(self, minor: int) -> str:
        """Return what an amount in US cents is about: "EUR 16.57"."""
        places = Decimal("0.01") if self.has_cents else Decimal(1)
        amount = (Decimal(minor).scaleb(-2) * self.per_dollar).quantize(places, ROUND_HALF_EVEN)
        return f"{self.currency} {amount:,}"

"""What is known of a donor; billing name and display name are different things (DOMAIN.md, 17)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from impact.giving.purposes import Purpose

SMALLEST_MINOR, LARGEST_MINOR = 500, 2_500_000
"""A gift is between $5 and $25,000."""
CURRENCY = "USD"


class Donation(models.Model):
    """The donor, the money and its purpose: alike for one gift and for a monthly one."""

    number = models.CharField(_("number"), max_length=20, editable=False)
    donor_name = models.CharField(_("name for the receipt"), max_length=100)
    donor_email = models.EmailField(_("e-mail"), max_length=254)
    donor_address = models.TextField(_("postal address"), max_length=300, blank=True)
    user_key = models.BigIntegerField(_("number of the account"), null=True, blank=True)
    """The key of the donor's login, if there is one; a number, no foreign key out of impact."""
    is_anonymous = models.BooleanField(_("shown without a name"), default=True)
    display_name = models.CharField(_("name to show"), max_length=100, blank=True)
    language = models.CharField(max_length=8, default="en")
    amount_minor = models.BigIntegerField(_("gift in cents"))
    fee_covered_minor = models.BigIntegerField(_("card fee covered, in cents"), default=0)
    currency = models.CharField(max_length=3, default=CURRENCY)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, blank=True)
    form_key = models.UUIDField(null=True, blank=True, editable=False)
    """The number of the form it was sent with: a form sent twice is one gift."""
    session_id = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001 - unique
    session_url = models.URLField(max_length=2_000, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    livemode = models.BooleanField(default=False)
    placed_at = models.DateTimeField()
    poll_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def total_minor(self) -> int:
        """What the donor pays, in cents."""
        return self.amount_minor + self.fee_covered_minor

"""The staff screen of training providers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from impact.payouts.admin import provider_asks
from impact.payouts.models import BankDetails, Fact, TrainingProvider
from nomi.platform.asking import AskingScreen
from nomi.platform.people import get_actor_name
from nomi.platform.screens import FactsInline


class FactsOfProvider(FactsInline):
    """What was done with the provider, in its order."""

    model = Fact
    fk_name = "provider"
    verbose_name_plural = _("Time line")
    fields = readonly_fields = ("at", "what", "words", "who")

    @admin.display(description=_("Who"))
    def who(self, fact: Fact) -> str:
        """Write who did it."""
        return get_actor_name(fact.actor)


class DetailsOfProvider(FactsInline):
    """Every version of the bank details; the numbers stay sealed."""

    model = BankDetails
    fields = readonly_fields = ("ends_in", "bic", "state", "proposed_at", "usable_from", "reason")

    @admin.display(description=_("Account ends in"))
    def ends_in(self, details: BankDetails) -> str:
        """Write the last four signs."""
        return str(details)


@admin.register(TrainingProvider)
class ProviderScreen(AskingScreen):
    """Providers, where they stand, and what may be done next."""

    asks = provider_asks.ASKS
    add_ask = provider_asks.ADD
    inlines = (DetailsOfProvider, FactsOfProvider)
    list_display = ("name", "country", "kind", "rail", "status", "screened_on", "expires_on")
    list_filter = ("status", "rail", "country", "kind")
    search_fields = ("name",)
    ordering = ("name",)
    fields = (
        ("name", "country"),
        ("kind", "status"),
        ("rail", "stripe_account_id"),
        ("vetted_on", "vetted"),
        ("screened_on", "screened"),
        ("expires_on", "block_reason"),
    )
    readonly_fields = tuple(name for pair in fields for name in pair)

    @admin.display(description=_("Vetted by"))
    def vetted(self, provider: TrainingProvider) -> str:
        """Write who vetted it."""
        return get_actor_name(provider.vetted_by)

    @admin.display(description=_("Screened by"))
    def screened(self, provider: TrainingProvider) -> str:
        """Write who looked into the lists."""
        return get_actor_name(provider.screened_by)

    def get_inlines(self, _request: HttpRequest, obj: Any) -> list[Any]:
        """Leave the bank details out on a rail that has none."""
        is_wired = obj is not None and obj.rail == TrainingProvider.Rail.BANK_WIRE
        return list(self.inlines) if is_wired else [FactsOfProvider]

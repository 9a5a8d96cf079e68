"""The staff screens of the vault's log; no sealed field, key or digest has one."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from impact.vault.models import Erasure, Look
from nomi.platform.people import get_actor_name
from nomi.platform.screens import FactsScreen


@admin.register(Look)
class LookScreen(FactsScreen):
    """Who looked at what, when, why and from where, latest first."""

    list_display = ("at", "who", "kind", "account_code", "field", "reason")
    list_filter = ("kind",)
    search_fields = ("account_code__startswith",)
    ordering = ("-at", "-pk")
    fields = readonly_fields = (*list_display, "address")

    @admin.display(description=_("Who"))
    def who(self, look: Look) -> str:
        """Name the person."""
        return get_actor_name(look.actor)


@admin.register(Erasure)
class ErasureScreen(FactsScreen):
    """Which records were erased, and when."""

    list_display = ("account_code", "erased_at")
    search_fields = ("account_code__startswith",)
    ordering = ("-erased_at", "-pk")
    fields = readonly_fields = list_display

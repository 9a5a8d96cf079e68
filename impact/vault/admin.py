"""The staff screens of the vault's log; no sealed field, key or digest has one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from impact.vault.models import Erasure, Look
from nomi.platform.people import find_actor_names, find_username
from nomi.platform.screens import FactsScreen

BY_CODE = _("A training account's code, or its first signs")


class WhoFilter(admin.SimpleListFilter):
    """Whose looks to show."""

    title = _("who")
    parameter_name = "who"

    def lookups(self, _request: HttpRequest, _screen: object) -> list[tuple[str, str]]:
        """Name everybody who ever looked."""
        actors = Look.objects.order_by("actor").values_list("actor", flat=True).distinct()
        return sorted(find_actor_names(actors).items(), key=lambda one: one[1])

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Look]) -> QuerySet[Look]:
        """Keep hers."""
        return queryset.filter(actor=self.value()) if self.value() else queryset


@admin.register(Look)
class LookScreen(FactsScreen):
    """Who looked at what, when, why and from where, latest first."""

    list_display = ("at", "who", "kind", "account_code", "field", "reason")
    list_filter = (WhoFilter, "kind", "field", "at")
    search_fields = ("account_code__istartswith",)
    search_help_text = BY_CODE
    ordering = ("-at", "-pk")
    fields = readonly_fields = (*list_display, "address")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the names along."""
        looks: QuerySet[Look] = super().get_queryset(request)
        return looks.annotate(username=find_username("actor"))

    @admin.display(description=_("Who"), ordering="actor")
    def who(self, look: Any) -> str:
        """Name the person; somebody who is gone stays a number."""
        return str(look.username or look.actor)


@admin.register(Erasure)
class ErasureScreen(FactsScreen):
    """Which records were erased, and when."""

    list_display = ("account_code", "erased_at")
    search_fields = ("account_code__istartswith",)
    search_help_text = BY_CODE
    ordering = ("-erased_at", "-pk")
    fields = readonly_fields = list_display

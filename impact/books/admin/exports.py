"""Exports: who took books out of the store, and why."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from impact.books.models import Export
from nomi.platform.people import get_actor_name
from nomi.platform.screens import FactsScreen


@admin.register(Export)
class ExportScreen(FactsScreen):
    """Files of the books that were taken out, newest first."""

    list_display = ("what", "about", "who", "taken_at", "reason")
    list_filter = ("what",)
    ordering = ("-pk",)
    fields = readonly_fields = list_display

    @admin.display(description=_("Taken by"))
    def who(self, export: Export) -> str:
        """Name the person."""
        return get_actor_name(export.taken_by)

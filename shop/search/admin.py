"""The staff screen of shoppers' words."""

from django.contrib import admin

from nomi.platform.screens import Screen
from shop.search.models import Synonym


@admin.register(Synonym)
class SynonymScreen(Screen):
    """What shoppers type, and the goods or the page that they mean."""

    list_display = ("typed", "goods", "page")
    list_filter = ("page",)
    search_fields = ("typed", "goods")

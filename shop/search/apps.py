"""The room's place in Django's app registry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShopSearchConfig(AppConfig):
    """Search over the catalogue on PostgreSQL full text."""

    name = "shop.search"
    label = "shop_search"
    verbose_name = _("Search")

"""The staff screens of the supply chain."""

from django.contrib import admin

from impact.supply.models import Batch, PartnerEnterprise
from nomi.platform.screens import Screen


@admin.register(PartnerEnterprise)
class PartnerEnterpriseScreen(Screen):
    """Enterprises that employ makers."""

    list_display = ("name", "country")


@admin.register(Batch)
class BatchScreen(Screen):
    """Production orders and what is known of them."""

    list_display = ("code", "goods", "quantity", "jobs", "year", "country")

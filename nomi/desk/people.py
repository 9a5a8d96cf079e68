"""The staff screen of people: who they are, and nothing that could be stolen or granted here."""

from django.contrib import admin
from django.contrib.auth import get_user_model

from nomi.platform.screens import FactsScreen


@admin.register(get_user_model())
class PersonScreen(FactsScreen):
    """Shoppers and staff. Roles are given elsewhere, passwords nowhere."""

    list_display = ("email", "first_name", "last_name", "is_staff", "is_active", "date_joined")
    list_filter = ("is_staff", "is_active")
    search_fields = ("email", "first_name", "last_name")
    ordering = ("-date_joined",)
    fields = readonly_fields = (
        "email",
        "first_name",
        "last_name",
        "is_active",
        "is_staff",
        "date_joined",
        "last_login",
    )

"""The staff screen of people: who they are and which roles they have, and no passwords."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.screens import FactsScreen, ReasonForm
from nomi.staff.services import OwnRolesError, set_roles


class RolesForm(ReasonForm):
    """Which roles somebody shall have, and why."""

    roles = forms.ModelMultipleChoiceField(
        label=_("Roles"),
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever has none is no staff."),
    )
    field_order = ("roles", "reason")


def give_roles(person: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Give the person the roles that are ticked."""
    names = [group.name for group in values["roles"]]
    actor_id = request.user.pk or 0
    user = set_roles(user_id=person.pk, names=names, actor_id=actor_id)
    return user, gettext("Roles now: %(roles)s.") % {"roles": ", ".join(names) or "–"}


@admin.register(get_user_model())
class PersonScreen(AskingScreen):
    """Shoppers and staff. Only a superuser gives roles; passwords are given nowhere."""

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
        "roles",
        "date_joined",
        "last_login",
    )
    asks = (
        Ask(
            name="roles",
            label=_("Roles"),
            act=give_roles,
            permission="auth.change_group",
            question=_("What is ticked is what this person may do from now on."),
            form=RolesForm,
            find_values=lambda person: {"roles": person.groups.all()},
            refusals=(OwnRolesError,),
        ),
    )

    @admin.display(description=_("Roles"))
    def roles(self, person: Any) -> str:
        """Name the person's roles."""
        names = [group.name for group in person.groups.all()]
        return ", ".join(names) or "–"


@admin.register(Group)
class RoleScreen(FactsScreen):
    """Roles and what each may do; `nomi/staff/roles.py` says it, not a form."""

    list_display = ("name",)
    fields = readonly_fields = ("name", "may")

    @admin.display(description=_("May"))
    def may(self, role: Group) -> str:
        """Name what the role may do."""
        rows = role.permissions.values_list("content_type__app_label", "codename")
        return ", ".join(sorted(f"{app}.{codename}" for app, codename in rows))

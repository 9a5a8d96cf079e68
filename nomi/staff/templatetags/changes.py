"""The kept changes of an object, for its history page."""

from django import template
from django.db.models import Model

from nomi.staff.changes import Change, list_changes

register = template.Library()


@register.simple_tag
def changes_of(row: Model) -> list[Change]:
    """Return what was kept of the object's changes, latest first."""
    return list_changes(row)

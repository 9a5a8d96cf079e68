"""The kept changes of an object, for its history page."""

from django import template
from django.db.models import Model

from nomi.staff.changes import Kept, find_changes

register = template.Library()


@register.simple_tag
def changes_of(row: Model) -> Kept:
    """Return the latest of what was kept of the object's changes."""
    return find_changes(row)

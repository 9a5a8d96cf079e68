"""The other languages of the page shown."""

from typing import Any

from django import template
from django.conf import settings

from nomi.platform.languages import LanguageLink, list_language_links

register = template.Library()


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any], *, address: str = "") -> list[LanguageLink]:
    """Return `address`, or the page of this request without what was asked, in every language."""
    request = getattr(context, "request", None)  # there even where `include` says `only`
    path = address or (request.path if request else "")
    return list_language_links(address=path) if path else []


@register.simple_tag
def default_language() -> str:
    """Return the language of addresses that name none."""
    return settings.LANGUAGE_CODE

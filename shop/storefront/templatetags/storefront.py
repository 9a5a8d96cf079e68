"""Whole addresses and machine-readable facts for pages."""

import json
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from nomi.platform.safe_html import clean_html, holds_markup

register = template.Library()

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def whole(address: str) -> str:
    """Return an address of this site with scheme and host; whole ones stay."""
    return address if address.startswith("http") else f"{settings.SITE_ADDRESS}{address}"


@register.filter
def as_prose(text: str) -> SafeString:
    """Show what staff wrote: with its plain marks, or plain words in paragraphs."""
    if holds_markup(text):
        return mark_safe(clean_html(text))  # noqa: S308 - cleaned on save, and again here
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped by it


@register.simple_tag
def json_ld(facts: dict[str, Any]) -> SafeString:
    """Write facts as the text of a data block; nothing in it can end the block."""
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped above

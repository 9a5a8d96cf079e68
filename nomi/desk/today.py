"""The Today page: what waits for a person, oldest first."""

from typing import Any

from django.http import HttpRequest


def fill(_request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what waits to the context of the admin's first page."""
    context["title"] = ""
    return context

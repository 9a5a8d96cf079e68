"""The door of every page of the vault: who may, and who looks."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from impact.vault.services.looking import Looker
from nomi.platform.people import name_actor
from nomi.platform.visitors import find_network


def only_for(permission: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., Any]]:
    """Let in who holds the permission; no browser keeps what she sees.

    Other sites get no referrer, as everywhere (`SECURE_REFERRER_POLICY`). Our own must: a browser
    hides the origin of a form on a page without any, and the check of forms would refuse each.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
        @never_cache
        @wraps(view)
        def answer(request: HttpRequest, **address: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            response = view(request, **address)
            response["Cache-Control"] = "no-store, private"
            return response

        return answer

    return decorate


def read_looker(request: HttpRequest, reason: str) -> Looker:
    """Return who looks, why, from where and now."""
    return Looker(
        actor=name_actor(request.user),
        reason=reason.strip(),
        address=find_network(request),
        now=timezone.now(),
    )


def show(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    """Show a page of the vault under a title that says nothing."""
    from django.contrib import admin

    facts = {**admin.site.each_context(request), "title": _("Record"), **context}
    return TemplateResponse(request, f"admin/vault/{template}.html", facts)

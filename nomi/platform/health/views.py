"""/livez and /readyz, for the proxy and for whoever is on call."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nomi.platform.health.checks import CHECKS

UNAVAILABLE = 503


@require_safe
@never_cache
def show_alive(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def show_ready(_request: HttpRequest) -> HttpResponse:
    """Say what each part says of itself; 503 when one of them is wrong."""
    found = {name: ask() for name, ask in CHECKS.items()}
    ready = not any(found.values())
    parts = {name: words or "ok" for name, words in found.items()}
    body = {"status": "ready" if ready else "not ready", **parts}
    return JsonResponse(body, status=200 if ready else UNAVAILABLE)

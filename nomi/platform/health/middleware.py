"""`/livez` and `/readyz`, answered before anything else has a say.

A probe comes from the proxy or the container runtime, with any Host header and without TLS; it must
neither be redirected nor refused, and must not need a session, a basket or a template.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone

from nomi.platform.health.queries import run_checks

View = Callable[[HttpRequest], HttpResponse]


def answer_probes(get_response: View) -> View:
    """Answer the two probes and hand every other request on."""
    probes = {"/livez": show_life, "/readyz": show_readiness}

    def respond(request: HttpRequest) -> HttpResponse:
        probe = probes.get(request.path_info)
        if probe is None:
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        answer = probe(request)
        answer["Cache-Control"] = "no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer

    return respond


def show_life(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers; nothing else is asked."""
    return JsonResponse({"status": "alive"})


def show_readiness(_request: HttpRequest) -> HttpResponse:
    """Say whether the store can sell: 200, or 503 with what is wrong in words."""
    checks = run_checks(now=timezone.now())
    is_ready = all(check.is_well for check in checks if check.is_vital)
    facts = {
        check.name: {"status": "well" if check.is_well else "unwell", "words": check.words}
        for check in checks
    }
    words = {"status": "ready" if is_ready else "not ready", "checks": facts}
    return JsonResponse(words, status=200 if is_ready else 503)

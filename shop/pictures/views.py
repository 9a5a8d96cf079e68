"""Serve pictures where no proxy does: renditions to everybody, originals to staff."""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

RENDITION = re.compile(r"-[0-9]+\.(webp|avif)$|^share/[0-9a-f]{32}\.jpg$")
KEEP_SECONDS = 86_400


@require_safe
def show_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """Show a stored picture. Originals may carry what a camera wrote, so only staff see them."""
    is_rendition = RENDITION.search(path) is not None
    if "\0" in path or not (is_rendition or getattr(request.user, "is_staff", False)):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if is_rendition:
        patch_cache_control(response, public=True, max_age=KEEP_SECONDS)
    return response

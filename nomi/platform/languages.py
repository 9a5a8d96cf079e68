"""The language of a page is in its address, and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import translate_url
from django.utils import translation

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
View = Callable[[HttpRequest], HttpResponse]
AnyView = Callable[..., HttpResponseBase]
KEY = "language"


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """The page shown, in one language: its code, the language's own name, the address."""

    code: str
    name: str
    address: str
    is_shown: bool


def speak_by_address(get_response: View) -> View:
    """Answer in the language that the address begins with, in English where it begins with none.

    Neither the browser's wishes nor a cookie is asked, so a page is the same for everybody and
    proxies may keep it: Django's own middleware would let it vary on Accept-Language.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        found = translation.get_language_from_path(request.path_info)
        language = found or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return respond


def keep_language(request: HttpRequest) -> None:
    """Remember the language of this page for the way back from a site that knows none of it."""
    request.session[KEY] = translation.get_language()


def in_kept_language(view: AnyView) -> AnyView:
    """Answer in the language this visitor left in; only for pages that nobody may keep."""

    @wraps(view)
    def respond(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        kept = request.session.get(KEY)
        language = kept if kept in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers.setdefault("Content-Language", language)
        return response

    return respond


def in_store_language(write: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Write in the language of those who work here, whatever page asks: papers, stored words."""

    @wraps(write)
    def speak(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        with translation.override(settings.LANGUAGE_CODE):
            return write(*args, **kwargs)

    return speak


def list_language_links(*, address: str) -> list[LanguageLink]:
    """Return the page at `address`, its query kept, in every language, as the settings have them.

    Empty for a page that has one language only: staff's pages, files, addresses that lead nowhere.
    """
    shown, names = translation.get_language(), dict(settings.LANGUAGES)
    addresses = _translate(address, tuple(names), shown)
    if len(set(addresses)) < len(names):
        return []
    return [
        LanguageLink(code=code, name=str(names[code]), address=each, is_shown=code == shown)
        for code, each in zip(names, addresses, strict=True)
    ]


@lru_cache(maxsize=1_024)
def _translate(address: str, codes: tuple[str, ...], _shown: str | None) -> tuple[str, ...]:
    """Return the address in each language; it is read by the routes of the language shown."""
    return tuple(translate_url(address, code) for code in codes)

"""The addresses of the vault, below the staff pages and behind their door."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.urls import URLPattern, path

from impact.vault import views
from nomi.platform.proving import FindProofPage


def build_urls(*, find_proof_page: FindProofPage) -> tuple[list[URLPattern], str, str]:
    """Return the pages; `find_proof_page` says whether the second factor must be proved anew."""

    def behind(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
        return admin.site.admin_view(partial(view, find_proof_page=find_proof_page))

    pages = [
        path("", behind(views.search), name="search"),
        path("<str:code>/", behind(views.show_record), name="record"),
        path("<str:code>/reveal/", behind(views.reveal), name="reveal"),
        path("<str:code>/write/", behind(views.write), name="write"),
        path("<str:code>/erase/", behind(views.erase), name="erase"),
    ]
    return pages, "vault", "vault"

"""The addresses of papers, below the staff pages and behind their door."""

from functools import partial

from django.contrib import admin
from django.urls import URLPattern, path

from impact.payouts.views import show_paper
from nomi.platform.proving import FindProofPage


def build_urls(*, find_proof_page: FindProofPage) -> tuple[list[URLPattern], str, str]:
    """Return the pages; `find_proof_page` says whether the second factor must be proved anew."""
    show = admin.site.admin_view(partial(show_paper, find_proof_page=find_proof_page))
    return [path("<int:draw_id>/<uuid:uid>/", show, name="paper")], "payouts", "payouts"

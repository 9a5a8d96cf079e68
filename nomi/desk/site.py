"""The admin site: only screens written for this store are on it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import ModelAdmin  # noqa: TC002 - hints are read by mypy only
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin as Screen
from unfold.sites import UnfoldAdminSite

from nomi.desk.sidebar import build


class DeskSite(UnfoldAdminSite):
    """Unfold's admin site without the stock screens of Oscar, Django and allauth.

    Those let staff type an order's status, edit payments and read password hashes. A model is on
    the desk when one of our rooms registers a screen for it, and not otherwise.
    """

    empty_value_display = "–"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: "type[ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        """Register a screen made for this admin; pass over every other."""
        if admin_class is not None and issubclass(admin_class, Screen):
            super().register(model_or_iterable, admin_class, **options)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the screens of one app; of all together none, as the sidebar stands for them.

        Django asks for all of them on every page, and no page shows them.
        """
        return super().get_app_list(request, app_label) if app_label else []

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the sidebar as it is written; it has no badges, tabs or callbacks to look for."""
        return build(request)

    def _get_colors(self, _key: str, *_args: Any) -> dict[str, dict[str, str]]:
        """Return none: the palette is in a style sheet, as the policy forbids inline styles."""
        return {}

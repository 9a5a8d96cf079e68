"""The staff screens of the shop's own pages: write, preview, take an older version again."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from nomi.platform.answering import Words
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import Button, FactsInline, FactsScreen
from shop.content import services
from shop.content.forms import NewPageForm, NextPageForm, open_version
from shop.content.models import Page, PageVersion
from shop.content.parts import write_body
from shop.content.queries import find_newest

CHANGE = "content.change_page"
PREVIEW = "admin:content_pageversion_preview"


def add_page(_row: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Make a page with its first version."""
    page = services.add_page(**values, actor=name_actor(request.user), now=timezone.now())
    return page, gettext("The page is made.")


def save_version(page: Page, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Keep the next version, and lead to it: there is its preview."""
    version = services.save_version(
        page_id=page.pk, **values, actor=name_actor(request.user), now=timezone.now()
    )
    if version.state == PageVersion.State.DRAFT:
        return page, gettext("The draft is kept. The page says what it said before.")
    return page, gettext("The page says this from now on.")


def hide_page(page: Page, _values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Show the page to nobody."""
    services.hide_page(page_id=page.pk, actor=name_actor(request.user), now=timezone.now())
    return page, gettext("Nobody finds the page any more. Its versions are kept.")


def take_again(version: PageVersion, _reason: str, request: HttpRequest) -> tuple[Model, Words]:
    """Show these words again."""
    made = services.take_again(
        version_id=version.pk, actor=name_actor(request.user), now=timezone.now()
    )
    return made, gettext("The page says this again, as a new version.")


class VersionInline(FactsInline):
    """The versions of a page, newest first."""

    model = PageVersion
    fields = readonly_fields = ("link", "state", "saved_at", "saver")
    ordering = ("-pk",)

    @admin.display(description=_("Title"))
    def link(self, version: PageVersion) -> SafeString:
        """Lead to the version: there it is read, previewed and taken again."""
        address = reverse("admin:content_pageversion_change", args=(version.pk,))
        return format_html('<a class="desk-link" href="{}">{}</a>', address, version.title)

    @admin.display(description=_("Saved by"))
    def saver(self, version: PageVersion) -> str:
        """Write who saved it."""
        return get_actor_name(version.saved_by)


@admin.register(Page)
class PageScreen(AskingScreen):
    """The shop's own pages."""

    add_ask = Ask(
        name="add",
        label=_("New page"),
        question=_("Its address stays as it is; everything else can be changed later."),
        form=NewPageForm,
        act=add_page,
        permission="content.add_page",
        refusals=(services.PageRefused,),
    )
    asks = (
        Ask(
            name="write",
            label=_("Write"),
            question=_("This becomes a new version. The older ones are kept."),
            form=NextPageForm,
            find_values=lambda page: open_version(find_newest(page_id=page.pk)),
            act=save_version,
            permission=CHANGE,
            refusals=(services.PageRefused,),
        ),
        Ask(
            name="hide",
            label=_("Take off the site"),
            question=_("Its address is not found from then on. Any version can be taken again."),
            act=hide_page,
            permission=CHANGE,
            refusals=(services.PageRefused,),
        ),
    )
    list_display = ("slug", "title", "state", "saved_at")
    search_fields = ("slug",)
    fields = readonly_fields = ("slug",)
    inlines = (VersionInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the newest version's facts with the pages."""
        newest = PageVersion.objects.filter(page=OuterRef("pk")).order_by("-pk")
        return (
            super()
            .get_queryset(request)
            .annotate(
                newest_title=Subquery(newest.values("title")[:1]),
                newest_state=Subquery(newest.values("state")[:1]),
                newest_saved_at=Subquery(newest.values("saved_at")[:1]),
            )
        )

    @admin.display(description=_("Title"))
    def title(self, page: Any) -> str:
        """Write the newest version's title."""
        return page.newest_title or "–"

    @admin.display(description=_("Newest version"))
    def state(self, page: Any) -> Words:
        """Say whether the newest version is a draft, shown or hidden."""
        return PageVersion.State(page.newest_state).label if page.newest_state else "–"

    @admin.display(description=_("Saved at"))
    def saved_at(self, page: Any) -> Any:
        """Write when it was saved."""
        return page.newest_saved_at


@admin.register(PageVersion)
class PageVersionScreen(FactsScreen):
    """Every version of every page."""

    buttons = (
        Button(
            name="take",
            label=_("Show these words"),
            question=_("They become the page's newest version and are shown to everybody."),
            press=take_again,
            permission=CHANGE,
            refusals=(services.PageRefused,),
        ),
    )
    list_display = ("title", "page", "state", "saved_at")
    list_filter = ("state", "page")
    list_select_related = ("page",)
    search_fields = ("title", "page__slug")
    fields = readonly_fields = (
        "page",
        "state",
        "title",
        "description",
        "body",
        "saved_at",
        "saver",
    )

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give the preview its address."""
        view = require_safe(self.preview_view)
        return (
            ("<int:object_id>/preview/", "content_pageversion_preview", view),
            *super().get_custom_urls(),
        )

    def list_buttons(self, request: HttpRequest, row: Model) -> list[dict[str, Words]]:
        """Lead to the preview before anything else."""
        link: dict[str, Words] = {
            "label": _("Preview as a shopper"),
            "address": reverse(PREVIEW, args=(row.pk,)),
        }
        return [link, *super().list_buttons(request, row)]

    def preview_view(self, request: HttpRequest, object_id: int, **_kw: Any) -> HttpResponse:
        """Show the version as its page would."""
        version = self.get_object(request, str(object_id))
        if not self.has_view_permission(request, version):
            raise PermissionDenied
        if version is None:
            raise Http404
        context = {
            "page": version,
            "body": write_body(version.body),
            "back": reverse("admin:content_pageversion_change", args=(version.pk,)),
        }
        response = render(request, "shop/content/preview.html", context)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @admin.display(description=_("Saved by"))
    def saver(self, version: PageVersion) -> str:
        """Write who saved it."""
        return get_actor_name(version.saved_by)

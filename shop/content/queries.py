"""Read pages: the version that counts, and all of them."""

from shop.content.models import PageVersion

State = PageVersion.State


def find_shown(*, slug: str) -> PageVersion | None:
    """Return what a page says now, None where nothing is shown. One query."""
    counting = PageVersion.objects.filter(page__slug=slug, state__in=(State.SHOWN, State.HIDDEN))
    newest = counting.order_by("-pk").first()
    return newest if newest is not None and newest.state == State.SHOWN else None


def list_shown() -> list[PageVersion]:
    """Return what each page that is shown says now, by address. One query."""
    newest = (
        PageVersion.objects.filter(state__in=(State.SHOWN, State.HIDDEN))
        .select_related("page")
        .order_by("page__slug", "-pk")
        .distinct("page__slug")
    )
    return [version for version in newest if version.state == State.SHOWN]


def find_newest(*, page_id: int) -> PageVersion | None:
    """Return the latest version of a page, a draft too."""
    return PageVersion.objects.filter(page_id=page_id).order_by("-pk").first()

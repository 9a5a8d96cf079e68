"""Save a version of a page, take an older one again, take a page off the site."""

from datetime import datetime
from html import unescape

from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from nomi.platform.safe_html import clean_html
from shop.content.models import Page, PageVersion
from shop.content.parts import find_unknown_parts
from shop.content.queries import find_newest

State = PageVersion.State
VIEW = "content-page"
IN_FOOTER = frozenset({"about", "delivery", "returns", "privacy", "terms", "accessibility"})
"""Where the foot of every page of the shop leads."""


class PageRefused(Exception):  # noqa: N818 - says what happened
    """The words cannot be saved, and nothing was. Words for staff."""


def lock_page(*, page_id: int) -> Page:
    """Return the page, this transaction's alone until it ends."""
    return Page.objects.select_for_update(of=("self",)).get(pk=page_id)


@transaction.atomic
def add_page(
    *,
    slug: str,
    title: str,
    description: str,
    body: str,
    is_draft: bool,
    actor: str,
    now: datetime,
) -> Page:
    """Make a page with its first version. Raise `PageRefused` when its address is taken."""
    try:
        taken = resolve(f"/{slug}/").url_name != VIEW
    except Resolver404:  # nothing leads there at all
        taken = True
    page, is_new = (None, False) if taken else Page.objects.get_or_create(slug=slug)
    if page is None or not is_new:
        raise PageRefused(_("There is something at this address already. Choose another."))
    _write(
        page, state=_say(is_draft=is_draft), words=(title, description, body), actor=actor, now=now
    )
    return page


@transaction.atomic
def save_version(
    *,
    page_id: int,
    title: str,
    description: str,
    body: str,
    is_draft: bool,
    seen_id: int | None,
    actor: str,
    now: datetime,
) -> PageVersion:
    """Keep a new version; the older ones stay. The HTML is cleaned.

    `seen_id` is the version that the words were written over: when another was saved in the
    meantime, a part is named that does not exist, or no words are left, `PageRefused` says so.
    """
    page = lock_page(page_id=page_id)
    newest = find_newest(page_id=page.pk)
    if newest is not None and newest.pk != seen_id:
        raise PageRefused(
            _(
                "Somebody saved another version while you wrote. Open the page anew in a second tab"
                " and bring your words over; they are kept here until you close this one."
            )
        )
    words = (title, description, body)
    return _write(page, state=_say(is_draft=is_draft), words=words, actor=actor, now=now)


@transaction.atomic
def take_again(*, version_id: int, actor: str, now: datetime) -> PageVersion:
    """Show the words of an older version, or of a draft, as the newest version."""
    old = PageVersion.objects.select_related("page").get(pk=version_id)
    page = lock_page(page_id=old.page_id)
    words = (old.title, old.description, old.body)
    return _write(page, state=State.SHOWN, words=words, actor=actor, now=now)


@transaction.atomic
def hide_page(*, page_id: int, actor: str, now: datetime) -> PageVersion:
    """Show the page to nobody; every version stays and can be taken again.

    Raise `PageRefused` for a page that the foot of every page leads to.
    """
    page = lock_page(page_id=page_id)
    if page.slug in IN_FOOTER:
        raise PageRefused(_("The foot of every page leads here. Write other words instead."))
    newest = find_newest(page_id=page.pk)
    if newest is None:
        raise PageRefused(_("This page says nothing yet."))
    words = (newest.title, newest.description, newest.body)
    return _write(page, state=State.HIDDEN, words=words, actor=actor, now=now)


def _say(*, is_draft: bool) -> str:
    return State.DRAFT if is_draft else State.SHOWN


def _write(
    page: Page, *, state: str, words: tuple[str, str, str], actor: str, now: datetime
) -> PageVersion:
    title, description, body = words
    unknown = find_unknown_parts(body)
    if unknown:
        raise PageRefused(_("There is no part called %(names)s.") % {"names": ", ".join(unknown)})
    clean = clean_html(body)
    if not unescape(strip_tags(clean)).strip():
        raise PageRefused(_("Nothing of this text may stand on a page. Write words."))
    return PageVersion.objects.create(
        page=page,
        state=state,
        title=title,
        description=description,
        body=clean,
        saved_at=now,
        saved_by=actor,
    )

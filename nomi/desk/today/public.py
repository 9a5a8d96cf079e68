"""What waits before it is public: a quarter's figures, and words that somebody wrote."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from impact.pages.queries import find_drafts, find_undecided
from nomi.desk.today.panels import Panel, Row, build_panel
from nomi.platform.screens import find_address


def build_public_panels() -> list[Panel]:
    """Return what waits for a second pair of eyes."""
    return [
        build_panel(
            title=_("Publications to look through or approve"),
            rows=find_undecided(),
            describe=describe_publication,
            screen="impact_pages_publication",
        ),
        build_update_panel(),
    ]


def build_update_panel() -> Panel:
    """Return the updates that nobody has published, for those who may."""
    return build_panel(
        title=_("Updates to publish"),
        rows=find_drafts(),
        describe=describe_update,
        screen="impact_pages_update",
        query="?state__exact=draft",
        permission="impact_pages.publish_update",
    )


def describe_publication(row: Any) -> Row:
    """Return the quarter, and which of the two looks it waits for."""
    return Row(title=row.quarter, detail=row.get_state_display(), address=find_address(row))


def describe_update(row: Any) -> Row:
    """Return the title and the kind."""
    return Row(title=row.title, detail=row.get_kind_display(), address=find_address(row))

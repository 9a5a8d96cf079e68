"""The sidebar's entries for what is said in public about the fund and the women."""

from django.utils.translation import gettext_lazy as _

from nomi.desk.sidebar_books import Group

PUBLIC_WORDS: Group = (
    _("Impact pages"),
    (
        (
            _("Publications"),
            "bar_chart",
            "admin:impact_pages_publication_changelist",
            "impact_pages.view_publication",
        ),
        (
            _("Goals"),
            "flag",
            "admin:impact_pages_strategicgoal_changelist",
            "impact_pages.view_strategicgoal",
        ),
        (
            _("Updates"),
            "campaign",
            "admin:impact_pages_update_changelist",
            "impact_pages.view_update",
        ),
    ),
)

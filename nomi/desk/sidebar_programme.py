"""The sidebar's entries for those who go with the participants."""

from django.utils.translation import gettext_lazy as _

from nomi.desk.sidebar_books import Group

PROGRAMME: tuple[Group, ...] = (
    (
        _("Programme"),
        (
            (
                _("Case load"),
                "diversity_3",
                "admin:participants_participant_changelist",
                "participants.view_participant",
            ),
            (
                _("Interviews"),
                "forum",
                "admin:participants_interview_changelist",
                "participants.view_interview",
            ),
            (
                _("Plans"),
                "signpost",
                "admin:participants_plan_changelist",
                "participants.view_plan",
            ),
            (
                _("Goals"),
                "flag",
                "admin:participants_goalkind_changelist",
                "participants.view_goalkind",
            ),
            (
                _("Disputed lines"),
                "contact_support",
                "admin:participants_dispute_changelist",
                "participants.view_dispute",
            ),
        ),
    ),
)

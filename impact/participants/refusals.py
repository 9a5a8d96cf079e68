"""What the rules of the programme refuse, as one named error in words that a person can act on."""

from contextlib import AbstractContextManager

from django.utils.translation import gettext_lazy as _

from nomi.platform.refusals import refused_as


class ProgrammeRefusedError(Exception):
    """A rule of the programme says no; nothing was changed."""


RULES = {
    "training_account_code_is_unique": _("This code exists already."),
    "pseudonym_is_used_once": _("This pseudonym stands for somebody else."),
    "retired_pseudonym_is_never_used_again": _("This pseudonym was given up and is never used."),
    "training_account_is_an_adult_s": _("An account is opened for an adult alone."),
    "participant_was_adult_when_she_entered": _(
        "That she is 18 or over must be known before the account is opened."
    ),
    "participant_is_18_or_over_by_some_proof": _("Say how it is known that she is 18 or over."),
    "participant_country_is_two_letters": _("The country is two letters, as KH."),
    "time_in_a_shelter_has_a_beginning_and_an_order": _(
        "The time in a shelter needs its first day, and ends after it."
    ),
    "answer_about_a_shelter_is_checked_by_another": _(
        "Whoever recorded her answer does not check it."
    ),
    "status_change_goes_on_from_the_last": _("The status was changed meanwhile. Look again."),
    "status_change_is_not_before_the_last": _("The day lies before the last change of status."),
    "status_change_is_a_change": _("This is her status already."),
    "status_change_says_why": _("Say why."),
    "return_is_checked_by_another": _("Whoever wrote that she is back does not check it."),
    "closed_account_stays_closed": _("A closed account stays closed."),
    "account_is_closed_by_another": _(
        "Closing is for good: first one person writes that she has left, then another closes."
    ),
    "interview_version_is_written_once": _(
        "This interview is recorded already. Correct it instead."
    ),
    "interview_corrects_its_own_last_version": _("It was corrected meanwhile. Look again."),
    "participants_interview_supersedes_id_key": _("It was corrected meanwhile. Look again."),
    "held_interview_alone_has_figures": _(
        "An interview that was held needs all its figures; another has none."
    ),
    "interview_figures_stay_within_reason": _(
        "Look at the figures again: days 1 to 366; members are the adults and children together;"
        " no more earn than there are; work on at most 31 days."
    ),
    "dollar_is_one_dollar": _("For US dollars the rate is 1."),
    "daily_expenditure_follows_from_its_figures": _("The result does not follow from the figures."),
    "plan_follows_its_last_version": _("Another version was written meanwhile. Look again."),
    "plan_is_whole_when_agreed": _("She agreed to the plan as it stood. Write a new version."),
    "she_agrees_to_the_latest_version": _("There is a newer version of the plan."),
    "agreed_plan_has_a_goal": _("The plan has no goal yet."),
    "plan_has_a_line_once": _("Two lines of the plan have the same words."),
    "milestone_is_told_once": _("Two milestones have the same words."),
    "plan_has_a_goal_once": _("A goal stands in the plan twice."),
    "spoken_agreement_has_a_witness": _(
        "A spoken word needs a witness who is not the one recording it."
    ),
    "milestone_is_reached_once": _("This milestone is recorded as reached already."),
    "milestone_done_is_her_own": _("The milestone stands in no plan of hers."),
    "goal_kind_code_is_unique": _("A goal with this code exists already."),
    "goal_kind_name_is_unique": _("A goal with this name exists already."),
    "dispute_is_answered_once": _("This was answered already."),
    "dispute_is_answered_by_another": _("Whoever took the dispute cannot answer it."),
}


def named_refusals() -> AbstractContextManager[None]:
    """Turn what the database refuses into words; the caller's transaction survives."""
    return refused_as(ProgrammeRefusedError, rules=RULES)

"""What the rules of consent refuse, as named errors in words that a person can act on."""

from contextlib import AbstractContextManager

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nomi.platform.refusals import refused_as


class ConsentRefusedError(Exception):
    """A rule of consent says no; nothing was changed."""


class UnknownAccountError(ConsentRefusedError):
    """There is no training account with this code."""


class NothingToWithdrawError(ConsentRefusedError):
    """There is no consent left to withdraw."""


class FlagClosedError(ConsentRefusedError):
    """The safety flag was closed before."""


class ClosingNotAskedError(ConsentRefusedError):
    """Nobody has asked to close the safety flag, or somebody has already."""


RULES: dict[str, str | Promise] = {
    "consent_ends_within_three_years": _("A consent ends after it is given, within three years."),
    "consent_is_recorded_after_it_was_given": _("The day she gave it is still to come."),
    "spoken_consent_has_another_witness": _(
        "A spoken word needs a witness who is not the one recording it."
    ),
    "consent_says_how_and_in_which_language": _(
        "Say in which language it was explained and where the paper or recording is."
    ),
    "consent_is_checked_by_another": _("Whoever recorded a consent does not check it."),
    "consent_is_checked_once": _("This was checked or withdrawn before; nothing was changed."),
    "safety_flag_is_opened_by_a_person_with_a_reason": _("Say why."),
    "closing_a_safety_flag_is_asked_for_with_a_reason": _("Say why."),
    "safety_flag_is_closed_by_another": _("Whoever asked to close a flag does not close it."),
}


def named_refusals() -> AbstractContextManager[None]:
    """Turn what the database refuses into words; the caller's transaction survives."""
    return refused_as(ConsentRefusedError, rules=RULES)

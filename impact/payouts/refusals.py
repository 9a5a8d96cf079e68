"""What the rules of paying refuse, as named errors in words that a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.books import services as books
from impact.books.halts import PayoutsHaltedError, find_halts
from impact.payouts.balance_words import BALANCE_WORDS
from nomi.platform.refusals import find_rule


class PayoutRefusedError(Exception):
    """A rule of paying says no; nothing was changed."""


UNFIT_EVIDENCE = (
    PayoutRefusedError,
    books.AlreadyUndoneError,
    books.KeyReusedError,
    books.OverdrawnError,
    books.UnknownAccountError,
)
"""Why a bank's line or a movement at Stripe may not fit its payout: it waits, the others go on."""


class FourEyesError(PayoutRefusedError):
    """One person would stand in two places that must be held by two."""


class ProviderNotPayableError(PayoutRefusedError):
    """The provider may not be paid at this moment."""


class DrawNotReadyError(PayoutRefusedError):
    """The draw does not stand where this step begins, or lacks something."""


class DrawChangedError(PayoutRefusedError):
    """Something that was asked for or released would change."""


class WrongAmountError(PayoutRefusedError):
    """The amount or its currency is not one that can be paid."""


class BalanceTooSmallError(PayoutRefusedError):
    """The training account does not hold as much."""


class BalanceHeldError(PayoutRefusedError):
    """The balance of the account may not go back to the fund, or not by this person."""


class WrongStateError(PayoutRefusedError):
    """A payout would move backwards, or say what the books do not."""


class SettledOtherwiseError(PayoutRefusedError):
    """The payout was settled, returned or sent before, with other figures."""


class UnknownPayoutError(PayoutRefusedError):
    """There is no payout with this number."""


class BadDetailsError(PayoutRefusedError):
    """Something typed about a provider or its bank cannot be right."""


Named = tuple[type[Exception], str | Promise]

RULES: dict[str, Named] = {
    "approver_is_not_the_requester": (
        FourEyesError,
        _("Whoever asked for the money cannot approve it."),
    ),
    "draw_is_approved_once_by_each": (FourEyesError, _("You have approved this draw already.")),
    "releaser_is_not_the_requester": (
        FourEyesError,
        _("Whoever asked for the money cannot release it."),
    ),
    "releaser_is_not_an_approver": (FourEyesError, _("Whoever approved cannot release.")),
    "releaser_did_not_record_her_word": (
        FourEyesError,
        _("Whoever recorded or witnessed her word cannot release."),
    ),
    "requester_did_not_record_her_agreement": (
        FourEyesError,
        _("Whoever recorded that she agreed to her plan cannot ask for money under it."),
    ),
    "requester_does_not_record_her_word": (
        FourEyesError,
        _("Whoever asked for the money cannot record her word."),
    ),
    "spoken_word_has_a_witness": (
        FourEyesError,
        _("A spoken word needs a witness who is not the one recording it."),
    ),
    "provider_is_vetted_by_another": (
        FourEyesError,
        _("Whoever proposed or changed a provider cannot vet it."),
    ),
    "bank_details_are_approved_by_another": (
        FourEyesError,
        _("Whoever proposed bank details cannot approve them."),
    ),
    "draw_waits_for_approval": (DrawNotReadyError, _("This draw does not wait for approval.")),
    "draw_waits_for_her_word": (DrawNotReadyError, _("This draw does not wait for her word.")),
    "her_word_has_its_own_evidence": (
        DrawNotReadyError,
        _("The evidence of her word belongs to another draw."),
    ),
    "draw_is_approved_before_release": (DrawNotReadyError, _("An approval is still missing.")),
    "she_confirms_before_release": (
        DrawNotReadyError,
        _("Her own confirmation is missing: no money leaves without it."),
    ),
    "draw_waits_for_release": (DrawNotReadyError, _("This draw does not wait for release.")),
    "draw_is_released_once": (DrawNotReadyError, _("This draw was released already.")),
    "only_open_draws_are_closed": (
        DrawNotReadyError,
        _("This draw is released or closed already."),
    ),
    "draw_is_for_an_open_training_account": (
        DrawNotReadyError,
        _("There is no open training account with this code."),
    ),
    "draw_cites_a_line_of_her_plan": (
        DrawNotReadyError,
        _("Her plan in force has no line of these words. A new version needs her agreement."),
    ),
    "plan_line_has_budget_left": (
        DrawNotReadyError,
        _("This line of her plan has not as much of its budget left."),
    ),
    "draw_is_for_an_approved_provider": (
        ProviderNotPayableError,
        _("The provider is not approved, or its approval has ended."),
    ),
    "provider_is_approved": (
        ProviderNotPayableError,
        _("The provider is not approved at the moment."),
    ),
    "provider_has_not_expired": (
        ProviderNotPayableError,
        _("The provider's approval has ended: it must be vetted again."),
    ),
    "provider_was_screened_lately": (
        ProviderNotPayableError,
        _("The provider must be screened again before money leaves."),
    ),
    "provider_owes_no_proof": (
        ProviderNotPayableError,
        _("Proof of an earlier payment to this provider is overdue."),
    ),
    "change_of_provider_has_cooled_off": (
        ProviderNotPayableError,
        _("The provider's account was changed a short time ago; it must rest first."),
    ),
    "provider_has_bank_details": (
        ProviderNotPayableError,
        _("The provider has no approved bank details."),
    ),
    "bank_details_have_cooled_off": (
        ProviderNotPayableError,
        _("The bank details were changed a short time ago; they must rest first."),
    ),
    "rail_reaches_the_country": (
        ProviderNotPayableError,
        _("The provider's country cannot be paid this way."),
    ),
    "country_is_paid_through_its_one_bank": (
        ProviderNotPayableError,
        _(
            "Money to India must go through the State Bank of India, New Delhi Main Branch; these"
            " bank details are another bank's."
        ),
    ),
    "draw_is_frozen_once_requested": (DrawChangedError, _("What was asked for cannot change.")),
    "payout_pays_what_was_approved": (
        DrawChangedError,
        _("The provider's way of being paid changed after the approval. Make a new request."),
    ),
    "payout_is_frozen_but_its_progress": (DrawChangedError, _("What was released stays so.")),
    "draw_amount_is_within_reason": (
        WrongAmountError,
        _("The amount must be above zero and at most $100,000."),
    ),
    "foreign_amount_comes_with_its_rate": (
        WrongAmountError,
        _("A foreign amount needs a known currency, a rate, its source and its day."),
    ),
    "foreign_amount_follows_from_its_rate": (
        WrongAmountError,
        _("The foreign amount does not follow from the dollars and the rate."),
    ),
    "payout_moves_forward_only": (WrongStateError, _("This payout has moved on already.")),
    "payout_is_resolved_in_the_books": (WrongStateError, _("The books do not say so.")),
    "payout_is_returned_in_the_books": (WrongStateError, _("The books do not say so.")),
    "payout_has_its_own_proof": (WrongStateError, _("The proof belongs to another payment.")),
    "provider_changes_are_vetted_again": (
        DrawChangedError,
        _("A changed provider must be vetted again."),
    ),
    "bank_details_only_move_forward": (
        DrawChangedError,
        _("These bank details were decided about already. Other details are a new proposal."),
    ),
    "provider_has_one_proposal_at_a_time": (
        BadDetailsError,
        _("Other bank details wait for approval already."),
    ),
    "provider_name_is_unique": (BadDetailsError, _("A provider of this name exists already.")),
    "provider_country_is_two_letters": (BadDetailsError, _("The country is two letters, as KH.")),
    "stripe_rail_has_its_account": (
        BadDetailsError,
        _("The Stripe rail needs the provider's account there, acct_…"),
    ),
    "screening_is_not_in_the_future": (
        BadDetailsError,
        _("The day of the screening is still to come."),
    ),
    "approved_provider_was_vetted_and_screened": (
        BadDetailsError,
        _("An approved provider needs a vetting, a screening and an end of the approval."),
    ),
    **{rule: (BalanceHeldError, words) for rule, words in BALANCE_WORDS.items()},
}


def name_refusal(refusal: IntegrityError) -> Exception:
    """Return the named error for the rule that refused; the error itself for any other."""
    rule = find_rule(refusal)
    if rule == "no_halt_stops_payouts":
        causes = ", ".join(halt.cause for halt in find_halts())
        return PayoutsHaltedError(
            gettext("No money leaves while the books are under review: %(causes)s.")
            % {"causes": causes}
        )
    if rule in RULES:
        error, words = RULES[rule]
        return error(str(words))
    return refusal


@contextmanager
def named_refusals() -> Iterator[None]:
    """Turn what the database refuses into named errors; the caller's transaction survives."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as refusal:
        raise name_refusal(refusal) from refusal

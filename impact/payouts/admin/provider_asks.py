"""What staff can do with a provider: each ask calls one service."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.payouts.admin.forms import BankForm, ProviderForm, ScreeningForm, VettingForm
from impact.payouts.models import BankDetails, TrainingProvider
from impact.payouts.refusals import PayoutRefusedError
from impact.payouts.services import bank_details, providers
from nomi.platform.asking import Ask
from nomi.platform.people import name_actor

Status = TrainingProvider.Status
BlockCause = TrainingProvider.BlockCause
Done = tuple[TrainingProvider, str]
REFUSALS = (PayoutRefusedError,)
FACTS = ("name", "country", "kind", "rail", "stripe_account_id")


def sign(request: HttpRequest) -> dict[str, Any]:
    """Return who does it, and when."""
    return {"actor": name_actor(request.user), "now": timezone.now()}


def read_facts(values: dict[str, Any]) -> providers.ProviderFacts:
    """Return the provider's facts from a form."""
    return providers.ProviderFacts(**{name: values[name] for name in FACTS})


def write_facts(row: TrainingProvider) -> dict[str, Any]:
    """Return the provider's facts as the form shows them."""
    return {name: getattr(row, name) for name in FACTS}


def propose(_row: Any, values: dict[str, Any], request: HttpRequest) -> Done:
    """Propose a provider."""
    made = providers.propose_provider(facts=read_facts(values), **sign(request))
    return made, gettext("The provider is proposed. Another person must vet it.")


def change(row: TrainingProvider, values: dict[str, Any], request: HttpRequest) -> Done:
    """Change what was vetted."""
    changed = providers.change_provider(
        provider_id=row.pk, facts=read_facts(values), reason=values["reason"], **sign(request)
    )
    return changed, gettext("Changed. Nothing is paid there until another person vets it again.")


def vet(row: TrainingProvider, values: dict[str, Any], request: HttpRequest) -> Done:
    """Vet a provider."""
    return (
        providers.approve_provider(provider_id=row.pk, **values, **sign(request)),
        gettext("The provider is approved."),
    )


def screen(row: TrainingProvider, values: dict[str, Any], request: HttpRequest) -> Done:
    """Record a screening."""
    providers.screen_provider(provider_id=row.pk, **values, **sign(request))
    return row, gettext("The screening is recorded.")


def block(row: TrainingProvider, values: dict[str, Any], request: HttpRequest) -> Done:
    """Stop all money to the provider."""
    providers.block_provider(provider_id=row.pk, **values, **sign(request))
    return row, gettext("The provider is blocked. No money goes there.")


def unblock(row: TrainingProvider, values: dict[str, Any], request: HttpRequest) -> Done:
    """Let the provider go on."""
    providers.unblock_provider(provider_id=row.pk, **values, **sign(request))
    return row, gettext("The provider is no longer blocked.")


def propose_details(row: TrainingProvider, values: dict[str, Any], request: HttpRequest) -> Done:
    """Propose bank details."""
    reason = values.pop("reason")
    bank_details.propose_bank_details(
        provider_id=row.pk,
        account=bank_details.BankAccount(**values),
        reason=reason,
        **sign(request),
    )
    return row, gettext("Proposed. Another person must approve them, and then they rest.")


def find_proposal(row: TrainingProvider) -> BankDetails | None:
    """Return the bank details that wait for a decision."""
    return row.bank_details.filter(state=BankDetails.State.PROPOSED).first()


def approve_details(row: TrainingProvider, values: dict[str, Any], request: HttpRequest) -> Done:
    """Approve the proposed bank details."""
    proposal = row.bank_details.get(state=BankDetails.State.PROPOSED)
    details = bank_details.approve_bank_details(
        details_id=proposal.pk, reason=values["reason"], **sign(request)
    )
    words = gettext("Approved. Money goes there from %(moment)s UTC.")
    return row, words % {"moment": f"{details.usable_from:%Y-%m-%d %H:%M}"}


def reject_details(row: TrainingProvider, values: dict[str, Any], request: HttpRequest) -> Done:
    """Turn the proposed bank details down."""
    proposal = row.bank_details.get(state=BankDetails.State.PROPOSED)
    bank_details.reject_bank_details(
        details_id=proposal.pk, reason=values["reason"], **sign(request)
    )
    return row, gettext("Turned down. The details in use stay.")


def describe_proposal(row: TrainingProvider) -> str:
    """Return the proposed details in full: whoever approves compares them with a call back."""
    proposal = find_proposal(row)
    if proposal is None:
        return ""
    account = bank_details.open_details(proposal)
    lines = (account.holder, account.account_number, account.bic, account.bank_name)
    question = gettext("Call the provider on a number you know, and compare:")
    return "\n".join([question, *(line for line in lines if line)])


ADD = Ask(
    name="add",
    label=_("Propose a provider"),
    question=_("Another person vets it before anything is paid there."),
    act=propose,
    permission="payouts.add_trainingprovider",
    form=ProviderForm,
    refusals=REFUSALS,
)
ASKS = (
    Ask(
        name="vet",
        label=_("Vet and approve"),
        question=_("You have seen papers and place, and looked into the sanctions lists."),
        act=vet,
        permission="payouts.approve_trainingprovider",
        form=VettingForm,
        decides_on=write_facts,
        is_offered=lambda row, request: (
            row.status == Status.PROPOSED and row.changed_by != name_actor(request.user)
        ),
        refusals=REFUSALS,
    ),
    Ask(
        name="approve-details",
        label=_("Approve bank details"),
        describe=describe_proposal,
        act=approve_details,
        permission="payouts.approve_bankdetails",
        decides_on=lambda row: getattr(find_proposal(row), "pk", None),
        is_offered=lambda row, request: (
            (found := find_proposal(row)) is not None
            and found.proposed_by != name_actor(request.user)
        ),
        refusals=REFUSALS,
    ),
    Ask(
        name="reject-details",
        label=_("Reject bank details"),
        question=_("The proposed bank details are dropped; those in use stay."),
        act=reject_details,
        permission="payouts.approve_bankdetails",
        is_offered=lambda row, _request: find_proposal(row) is not None,
        refusals=REFUSALS,
    ),
    Ask(
        name="details",
        label=_("Propose bank details"),
        question=_("They are kept sealed. Another person approves them, and then they rest."),
        act=propose_details,
        permission="payouts.add_bankdetails",
        form=BankForm,
        is_offered=lambda row, _request: (
            row.rail == TrainingProvider.Rail.BANK_WIRE and find_proposal(row) is None
        ),
        refusals=REFUSALS,
    ),
    Ask(
        name="screen",
        label=_("Record a screening"),
        question=_("You looked the provider up in the sanctions lists and found nothing."),
        act=screen,
        permission="payouts.approve_trainingprovider",
        form=ScreeningForm,
        is_offered=lambda row, _request: row.status == Status.APPROVED,
        refusals=REFUSALS,
    ),
    Ask(
        name="change",
        label=_("Change"),
        question=_("What was vetted changes, so another person vets the provider again."),
        act=change,
        permission="payouts.change_trainingprovider",
        form=ProviderForm,
        find_values=write_facts,
        is_offered=lambda row, _request: row.status != Status.BLOCKED,
        refusals=REFUSALS,
    ),
    Ask(
        name="block",
        label=_("Block"),
        question=_("No money goes there until somebody lifts the block."),
        act=block,
        permission="payouts.approve_trainingprovider",
        is_offered=lambda row, _request: (
            row.status != Status.BLOCKED or row.block_cause == BlockCause.PROOF
        ),
        refusals=REFUSALS,
    ),
    Ask(
        name="unblock",
        label=_("Lift the block"),
        question=_("The provider stands again where it stood."),
        act=unblock,
        permission="payouts.approve_trainingprovider",
        is_offered=lambda row, _request: row.status == Status.BLOCKED,
        refusals=REFUSALS,
    ),
)

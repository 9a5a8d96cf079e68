"""The staff screen of balances that go back to the fund: proposed by one, agreed to by two."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.books.halts import PayoutsHaltedError
from impact.books.queries import get_balance
from impact.participants.queries import find_held_until
from impact.payouts.admin.provider_asks import sign
from impact.payouts.models import BalanceApproval, BalanceRelease
from impact.payouts.queries import find_releases_to_approve, list_due_balances
from impact.payouts.refusals import PayoutRefusedError
from impact.payouts.services import balances
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.asking_fields import ask_choice
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import AmountMixin, FactsInline, ReasonForm

Done = tuple[BalanceRelease, str]
Values = dict[str, Any]
REFUSALS = (PayoutRefusedError, PayoutsHaltedError)
PROPOSED = BalanceRelease.State.PROPOSED


def list_choices() -> list[tuple[str, str]]:
    """Return the accounts whose balance may be proposed today, with what stands in each."""
    due = list_due_balances(on=timezone.now().date())
    return [(code, f"{code} · {format_minor(cents)}") for code, cents in due.items()]


class ProposalForm(ReasonForm):
    """Whose balance, and why now."""

    account_code = ask_choice(_("Training account"), list_choices)

    field_order = ("account_code", "reason")


def propose(_row: Any, values: Values, request: HttpRequest) -> Done:
    """Propose it."""
    release = balances.propose_release(**values, **sign(request))
    return release, gettext("Proposed. Two other people must agree.")


def approve(row: BalanceRelease, values: Values, request: HttpRequest) -> Done:
    """Say yes."""
    release = balances.approve_release(release_id=row.pk, reason=values["reason"], **sign(request))
    if release.state == PROPOSED:
        return release, gettext("Agreed by you. One more person must agree.")
    words = gettext("%(amount)s went back to the Training Fund.")
    return release, words % {"amount": format_minor(release.amount_minor)}


def close(row: BalanceRelease, values: Values, request: HttpRequest) -> Done:
    """End it."""
    release = balances.close_release(release_id=row.pk, reason=values["reason"], **sign(request))
    return release, gettext("Closed. Her balance stays where it is.")


def describe(row: BalanceRelease) -> str:
    """Say what moves with the second yes."""
    words = gettext(
        "%(amount)s stands in the training account %(code)s. With the second agreement all of it"
        " goes back to the Training Fund."
    )
    facts = {"amount": format_minor(get_balance(row.account.books_code)), "code": row.account.code}
    return words % facts


def may_agree(row: BalanceRelease, request: HttpRequest) -> bool:
    """Return whether this person did not propose it, nor agree to it before."""
    return find_releases_to_approve(name_actor(request.user)).filter(pk=row.pk).exists()


def is_open(row: BalanceRelease, _request: HttpRequest) -> bool:
    """Return whether it waits."""
    return row.state == PROPOSED


def is_mine(row: BalanceRelease, request: HttpRequest) -> bool:
    """Return whether it waits and this person proposed it."""
    return is_open(row, request) and row.proposed_by == name_actor(request.user)


class ApprovalsOfRelease(FactsInline):
    """Who agreed, and why."""

    model = BalanceApproval
    verbose_name_plural = _("Approvals")
    fields = readonly_fields = ("at", "who", "reason")

    @admin.display(description=_("Who"))
    def who(self, approval: BalanceApproval) -> str:
        """Write who agreed."""
        return get_actor_name(approval.approved_by)


@admin.register(BalanceRelease)
class BalanceReleaseScreen(AmountMixin, AskingScreen):
    """Balances of those who left, on their way back to the fund."""

    add_ask = Ask(
        name="add",
        label=_("Propose a release"),
        question=_(
            "She left 24 months ago or more. Ask first whether she can be reached, and what she"
            " wishes: her interest comes first, then her wishes, then the gifts of supporters."
        ),
        act=propose,
        permission="payouts.add_balancerelease",
        form=ProposalForm,
        refusals=REFUSALS,
    )
    asks = (
        Ask(
            name="approve",
            label=_("Agree"),
            describe=describe,
            act=approve,
            permission="payouts.approve_balancerelease",
            is_offered=may_agree,
            refusals=REFUSALS,
        ),
        Ask(
            name="reject",
            label=_("Reject"),
            question=_("The proposal ends here. Her balance stays where it is."),
            act=close,
            permission="payouts.approve_balancerelease",
            is_offered=is_open,
            refusals=REFUSALS,
        ),
        Ask(
            name="take-back",
            label=_("Take back"),
            question=_("The proposal ends here. Her balance stays where it is."),
            act=close,
            permission="payouts.add_balancerelease",
            is_offered=is_mine,
            refusals=REFUSALS,
        ),
    )
    inlines = (ApprovalsOfRelease,)
    list_display = ("account", "state", "amount", "agreed", "proposed_at")
    list_filter = ("state",)
    list_select_related = ("account",)
    search_fields = ("account__code__exact",)
    ordering = ("-pk",)
    fields = (
        ("account", "status"),
        ("held_until", "amount"),
        ("proposer", "proposed_at"),
        ("reason", "state"),
        ("closer", "closing_reason"),
    )
    readonly_fields = tuple(name for pair in fields for name in pair)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the approvals along."""
        releases: QuerySet[BalanceRelease] = super().get_queryset(request)
        return releases.annotate(yes=Count("approvals"))

    @admin.display(description=_("Approvals"))
    def agreed(self, row: Any) -> str:
        """Write how many agreed of how many."""
        return f"{row.yes} / {balances.APPROVALS}"

    @admin.display(description=_("Status"))
    def status(self, row: BalanceRelease) -> str:
        """Write where she is in the programme."""
        return row.account.get_status_display()

    @admin.display(description=_("Held until"))
    def held_until(self, row: BalanceRelease) -> Any:
        """Write until when her balance is held."""
        return find_held_until(row.account.code) or "–"

    @admin.display(description=_("Proposed by"))
    def proposer(self, row: BalanceRelease) -> str:
        """Write who proposed it."""
        return get_actor_name(row.proposed_by)

    @admin.display(description=_("Closed by"))
    def closer(self, row: BalanceRelease) -> str:
        """Write who closed it."""
        return get_actor_name(row.closed_by)

"""What one person proposes and another decides: the columns, and what the database refuses.

A proposal is written once. Afterwards only its decision is added, and a decision is final.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate


class Decision(models.Model):
    """A proposal with its reason, and who decided on it and why.

    People are kept as `staff:<key of the user>`, what the store itself set down as `system`.
    """

    class State(models.TextChoices):
        """A proposal waits, or was decided; only an approved one has any effect."""

        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        TAKEN_BACK = "withdrawn", _("taken back")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    reason = models.CharField(_("reason"), max_length=200)
    proposed_by = models.CharField(_("proposed by"), max_length=100)
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.CharField(_("reason of the decision"), max_length=200, blank=True)

    class Meta:
        abstract = True


def decision_constraints(name: str, *, landed: Q | None = None) -> list[models.CheckConstraint]:
    """Return what holds of each row; `landed` rows came with the store, without a second person."""
    another = ~Q(decided_by=F("proposed_by"))
    return [
        models.CheckConstraint(
            name=f"{name}_state_is_known",
            condition=Q(state__in=("proposed", "approved", "rejected", "withdrawn")),
        ),
        models.CheckConstraint(
            name=f"{name}_is_decided_by_somebody_for_a_reason",
            condition=Q(state="proposed", decided_by="", decided_at__isnull=True)
            | (
                ~Q(state="proposed")
                & Q(decided_at__isnull=False)
                & ~Q(decided_by="")
                & ~Q(decision_reason="")
            ),
        ),
        models.CheckConstraint(
            name=f"{name}_is_approved_by_another_person",
            condition=~Q(state="approved") | (another | landed if landed else another),
        ),
        models.CheckConstraint(
            name=f"{name}_is_withdrawn_by_its_proposer",
            condition=~Q(state="withdrawn") | Q(decided_by=F("proposed_by")),
        ),
    ]


def decision_triggers(
    name: str, *, frozen: tuple[str, ...], landed: str = "false"
) -> list[FirmTrigger]:
    """Return the guards: a row begins as a proposal, is decided once and never goes."""
    final = f"{name}_is_decided_once"
    return [
        FirmTrigger(
            name=f"{name}_begins_as_a_proposal",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            condition=pgtrigger.Condition(f"(NEW.state <> 'proposed' AND NOT ({landed}))"),
            func=refuse(f"{name}_begins_as_a_proposal", "A decision begins as a proposal."),
        ),
        FirmTrigger(
            name=final,
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            condition=pgtrigger.Condition(
                "(OLD.state <> 'proposed' OR "
                + changed(*frozen, "reason", "proposed_by", "proposed_at")
                + ")"
            ),
            func=refuse(final, "A proposal is never edited, and a decision is final."),
        ),
        FirmTrigger(
            name=f"{name}_is_never_deleted",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=refuse(f"{name}_is_never_deleted", "A decision is never deleted."),
        ),
        refuse_truncate(table=name),
    ]


def refuse_retroactive(name: str) -> FirmTrigger:
    """Return the guard that a policy is approved at least an hour before the day it takes force.

    So no policy changes what was already sold, and whoever read the policies in force of a day on
    that day has read all of them (see `impact.shares.policies`). Asks the database's own clock.
    """
    rule = f"{name}_takes_force_on_a_later_day"
    words = "A policy is approved an hour or more before the day it takes force."
    return FirmTrigger(
        name=rule,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition("(NEW.state = 'approved')"),
        func=f"""
            IF NEW.effective_on <= (
                   GREATEST(NEW.decided_at, pg_catalog.clock_timestamp() + interval '1 hour')
                   AT TIME ZONE 'UTC')::date THEN
                {refuse(rule, words)}
            END IF;
            RETURN NEW;
        """,
    )

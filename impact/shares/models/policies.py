"""Share and allocation policies, version by version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.shares.models.decisions import (
    Decision,
    decision_constraints,
    decision_triggers,
    refuse_retroactive,
)

LANDED = Q(version=1, proposed_by="system")
LANDED_SQL = "NEW.version = 1 AND NEW.proposed_by = 'system'"
"""The first version came with the store, before there was anybody to decide."""


class SharePolicy(Decision):
    """One version of the rule that says which part of a markup is the share."""

    version = models.PositiveIntegerField(_("version"), primary_key=True)
    share_basis_points = models.PositiveIntegerField(_("share of the markup"))
    reserve_basis_points = models.PositiveIntegerField(_("reserve's part of the share"))
    effective_on = models.DateField(_("in force from"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("share policy")
        verbose_name_plural = _("share policies")
        ordering = ("version",)
        permissions = (("approve_sharepolicy", "Can decide on a proposed share policy"),)
        constraints = [
            models.CheckConstraint(
                name="share_policy_rates_are_parts_of_a_whole",
                condition=Q(share_basis_points__lte=10_000, reserve_basis_points__lte=10_000),
            ),
            models.UniqueConstraint(
                name="one_approved_share_policy_per_day",
                fields=["effective_on"],
                condition=Q(state="approved"),
            ),
            *decision_constraints("share_policy", landed=LANDED),
        ]
        triggers = [
            *decision_triggers(
                "share_policy",
                frozen=(
                    "version",
                    "share_basis_points",
                    "reserve_basis_points",
                    "effective_on",
                    "text",
                ),
                landed=LANDED_SQL,
            ),
            refuse_retroactive("share_policy"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"v{self.version}"


class AllocationPolicy(Decision):
    """One version of the rule by which a fund credits accounts."""

    class Rule(models.TextChoices):
        """Each is one function in `impact.money`."""

        EQUAL = "equal", _("equal parts")
        LEAST_FUNDED = "least_funded", _("least funded first, against plan budgets")
        WEIGHTS = "weights", _("by weights")

    version = models.PositiveIntegerField(_("version"), primary_key=True)
    rule = models.CharField(_("rule"), max_length=12, choices=Rule, default=Rule.EQUAL)
    effective_on = models.DateField(_("in force from"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("allocation policy")
        verbose_name_plural = _("allocation policies")
        ordering = ("version",)
        permissions = (("approve_allocationpolicy", "Can decide on a proposed allocation policy"),)
        constraints = [
            models.CheckConstraint(
                name="allocation_rule_is_known",
                condition=Q(rule__in=("equal", "least_funded", "weights")),
            ),
            models.UniqueConstraint(
                name="one_approved_allocation_policy_per_day",
                fields=["effective_on"],
                condition=Q(state="approved"),
            ),
            *decision_constraints("allocation_policy", landed=LANDED),
        ]
        triggers = [
            *decision_triggers(
                "allocation_policy",
                frozen=("version", "rule", "effective_on", "text"),
                landed=LANDED_SQL,
            ),
            refuse_retroactive("allocation_policy"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"v{self.version}"

"""Development plans: goals from a list, milestones and lines with a budget, version by version.

A plan is in force once she agreed to it, until she agrees to a later version.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows
from impact.participants.guards import plans as guards
from impact.participants.models.people import Participant
from nomi.platform.people import is_staff, is_staff_or_empty

LARGEST_MINOR = 10_000_000
"""No line of a plan is above $100,000."""


class GoalKind(models.Model):
    """One entry of the list that goals are chosen from."""

    class Category(models.TextChoices):
        """What a public figure may say of it."""

        VOCATIONAL = "vocational", _("vocational")
        SCHOOLING = "schooling", _("schooling")
        BUSINESS = "business", _("own business")
        PROFESSION = "profession", _("profession")

    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=60)
    category = models.CharField(_("category"), max_length=12, choices=Category)
    retired_on = models.DateField(_("no longer chosen from"), null=True)

    class Meta:
        verbose_name = _("kind of goal")
        verbose_name_plural = _("kinds of goals")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(name="goal_kind_code_is_unique", fields=["code"]),
            models.UniqueConstraint(name="goal_kind_name_is_unique", fields=["name"]),
            models.CheckConstraint(
                name="goal_kind_has_a_category",
                condition=Q(category__in=("vocational", "schooling", "business", "profession"))
                & ~Q(name=""),
            ),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.name


class Plan(models.Model):
    """One version of a participant's plan; rows are final, a change is the next version."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveIntegerField(_("version"))
    written_by = models.CharField(_("written by"), max_length=100)
    written_at = models.DateTimeField(_("written at"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ("participant", "-version")
        constraints = [
            models.UniqueConstraint(
                name="plan_version_is_written_once", fields=["participant", "version"]
            ),
            models.CheckConstraint(
                name="plan_is_written_by_a_person",
                condition=is_staff("written_by") & ~Q(reason=""),
            ),
        ]
        triggers = [*keep_rows(table="plan"), guards.FOLLOW_THE_LAST]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.participant.account.code} · v{self.version}"


class PlanGoal(models.Model):
    """A goal of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals")
    kind = models.ForeignKey(GoalKind, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.UniqueConstraint(name="plan_has_a_goal_once", fields=["plan", "kind"])
        ]
        triggers = [*keep_rows(table="plan_goal"), guards.keep_agreed("plan_goal")]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.kind.name


class PlanLine(models.Model):
    """What a part of the plan may cost, in US cents; a draw cites it by its words."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="lines")
    words = models.CharField(_("line"), max_length=200)
    budget_minor = models.BigIntegerField(_("budget, in cents"))

    class Meta:
        verbose_name = _("line of the plan")
        verbose_name_plural = _("lines of the plan")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="plan_has_a_line_once", fields=["plan", "words"]),
            models.CheckConstraint(
                name="plan_line_has_words_and_a_budget",
                condition=Q(budget_minor__gte=1, budget_minor__lte=LARGEST_MINOR) & ~Q(words=""),
            ),
        ]
        triggers = [*keep_rows(table="plan_line"), guards.keep_agreed("plan_line")]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.words


class Milestone(models.Model):
    """A step towards a goal with the day it is due; the same `key` in each version of the plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="milestones")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    words = models.CharField(_("milestone"), max_length=200)
    due_on = models.DateField(_("due on"))

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(name="plan_has_a_milestone_once", fields=["plan", "key"]),
            models.UniqueConstraint(name="milestone_is_told_once", fields=["plan", "words"]),
            models.CheckConstraint(name="milestone_has_words", condition=~Q(words="")),
        ]
        triggers = [*keep_rows(table="milestone"), guards.keep_agreed("milestone")]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.words


class MilestoneDone(models.Model):
    """A milestone that she reached, with what shows it."""

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="milestones_done"
    )
    key = models.UUIDField(editable=False)
    done_on = models.DateField(_("done on"))
    evidence = models.CharField(_("evidence"), max_length=200)
    recorded_by = models.CharField(_("recorded by"), max_length=100)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("milestone reached")
        verbose_name_plural = _("milestones reached")
        constraints = [
            models.UniqueConstraint(
                name="milestone_is_reached_once", fields=["participant", "key"]
            ),
            models.CheckConstraint(
                name="milestone_reached_has_evidence",
                condition=~Q(evidence="") & is_staff("recorded_by"),
            ),
        ]
        triggers = [*keep_rows(table="milestone_done"), guards.REACH_HER_OWN]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.evidence


class PlanAgreement(models.Model):
    """Her yes to a version of her plan, as it was given: from then on it is in force."""

    class Method(models.TextChoices):
        """How she said it."""

        SIGNATURE = "signature", _("signature")
        THUMBPRINT = "thumbprint", _("thumbprint")
        WITNESSED_WORD = "witnessed_word", _("her word before a witness")

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="agreement")
    method = models.CharField(_("how she agreed"), max_length=16, choices=Method)
    language = models.CharField(_("in which language"), max_length=35)
    witness = models.CharField(_("witness"), max_length=100, blank=True)
    agreed_on = models.DateField(_("agreed on"))
    recorded_by = models.CharField(_("recorded by"), max_length=100)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                name="her_agreement_names_its_method_and_language",
                condition=Q(method__in=("signature", "thumbprint", "witnessed_word"))
                & ~Q(language="")
                & is_staff("recorded_by"),
            ),
            models.CheckConstraint(
                name="spoken_agreement_has_a_witness",
                condition=is_staff_or_empty("witness")
                & (~Q(method="witnessed_word") | ~Q(witness=""))
                & ~Q(witness=F("recorded_by")),
            ),
        ]
        triggers = [*keep_rows(table="plan_agreement"), guards.AGREE_TO_THE_LATEST]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.get_method_display()

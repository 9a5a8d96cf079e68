"""Strategic goals: what is meant to be reached, and every word of it that was ever changed."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows


class StrategicGoal(models.Model):
    """A goal by its lasting name; what it says is said by its versions."""

    slug = models.SlugField(_("short name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("strategic goal")
        verbose_name_plural = _("strategic goals")
        ordering = ("pk",)
        triggers: list[Any] = keep_rows(table="strategic_goal")

    def __str__(self) -> str:
        """Name the goal for staff."""
        return self.slug


class GoalVersion(models.Model):
    """What a goal says from one moment on; a row is never changed or deleted."""

    class Unit(models.TextChoices):
        """What is counted."""

        DOLLARS = "dollars", _("US dollars")
        WOMEN = "women", _("women")
        JOBS = "jobs", _("jobs")
        PERCENT = "percent", _("per cent")
        COUNT = "count", _("number")

    class Source(models.TextChoices):
        """Where the actual figure comes from: a named query over the books, or a person."""

        SET_ASIDE = "set_aside", _("from the books: set aside for training")
        CREDITED = "credited", _("from the books: credited to training accounts")
        PAID = "paid", _("from the books: paid for training")
        ACCOUNTS = "accounts", _("training accounts counted in the publication")
        ENTERED = "entered", _("entered by staff, with its source")

    goal = models.ForeignKey(StrategicGoal, on_delete=models.PROTECT, related_name="versions")
    title = models.CharField(_("goal"), max_length=120)
    indicator = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    baseline = models.DecimalField(_("baseline"), max_digits=12, decimal_places=2)
    baseline_on = models.DateField(_("baseline from"))
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2)
    due_on = models.DateField(_("due on"))
    source = models.CharField(_("actual"), max_length=10, choices=Source)
    actual = models.DecimalField(
        _("actual, if entered"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    actual_source = models.CharField(_("source of the actual"), max_length=200, blank=True)
    benchmark = models.DecimalField(
        _("benchmark"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    benchmark_source = models.CharField(_("source of the benchmark"), max_length=200, blank=True)
    is_shown = models.BooleanField(_("shown in the next publication"), default=True)
    reason = models.CharField(_("reason"), max_length=200)
    saved_by = models.CharField(_("saved by"), max_length=100)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("version of a goal")
        verbose_name_plural = _("versions of goals")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="entered_actual_has_a_source",
                condition=Q(actual__isnull=True) | ~Q(actual_source=""),
            ),
            models.CheckConstraint(
                name="actual_is_entered_or_read_from_the_books",
                condition=Q(source="entered") | Q(actual__isnull=True),
            ),
            models.CheckConstraint(
                name="women_are_told_from_eleven_on",
                condition=~Q(unit__in=("women", "jobs"))
                | (Q(baseline=0) | Q(baseline__gte=11))
                & (Q(actual__isnull=True) | Q(actual=0) | Q(actual__gte=11)),
            ),
            models.CheckConstraint(
                name="benchmark_has_a_source",
                condition=Q(benchmark__isnull=True) | ~Q(benchmark_source=""),
            ),
            models.CheckConstraint(
                name="goal_is_changed_by_somebody_for_a_reason",
                condition=~Q(reason="") & ~Q(saved_by=""),
            ),
        ]
        triggers: list[Any] = keep_rows(table="goal_version")

    def __str__(self) -> str:
        """Name the version by its goal."""
        return self.title

"""Interviews at intake and after 6, 12, 24 and 36 months; no question about what happened to her.

Every row is final. A correction is the next version of the same interview.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows
from impact.participants.guards import interviews as guards
from impact.participants.models.people import Participant
from nomi.platform.people import is_staff

MOST_DAYS = 366
MOST_MEMBERS = 30
FIGURES = (
    "consumption_minor",
    "days",
    "members",
    "rate",
    "rate_on",
    "daily_minor",
    "line",
    "adults",
    "children",
    "earners",
    "work_days",
)
"""What a held interview has and another has not."""
SPREAD = F("days") * F("members") * F("rate")


class PovertyLine(models.Model):
    """What counts as at risk and as extreme, in US cents a day and a head, from a day on."""

    at_risk_minor = models.PositiveIntegerField(_("at risk up to, in cents"))
    extreme_minor = models.PositiveIntegerField(_("extreme below, in cents"))
    effective_on = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("poverty line")
        verbose_name_plural = _("poverty lines")
        ordering = ("-effective_on",)
        constraints = [
            models.UniqueConstraint(name="one_poverty_line_from_a_day_on", fields=["effective_on"]),
            models.CheckConstraint(
                name="extreme_lies_within_at_risk",
                condition=Q(extreme_minor__gte=1, extreme_minor__lte=F("at_risk_minor")),
            ),
        ]
        triggers = keep_rows(table="poverty_line")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.effective_on}"


class Interview(models.Model):
    """One version of one interview: held with its figures, or missed, declined, unreachable.

    `daily_minor` is household consumption ÷ days ÷ members in US cents, halves to the even cent,
    with everything it was reckoned from. `band` is what the line in force that day made of it.
    """

    class Wave(models.IntegerChoices):
        """Months since her account was opened."""

        INTAKE = 0, _("intake")
        MONTHS_6 = 6, _("6 months")
        MONTHS_12 = 12, _("12 months")
        MONTHS_24 = 24, _("24 months")
        MONTHS_36 = 36, _("36 months")

    class Outcome(models.TextChoices):
        """What became of it."""

        DONE = "done", _("done")
        MISSED = "missed", _("missed")
        DECLINED = "declined", _("declined")
        UNREACHABLE = "unreachable", _("unreachable")

    class Band(models.TextChoices):
        """Where the household stands against the lines of that day."""

        EXTREME = "extreme", _("extreme")
        AT_RISK = "at_risk", _("at risk")
        ABOVE = "above", _("above the line")

    class Work(models.TextChoices):
        """What she lives by."""

        ENTERPRISE = "enterprise", _("employed by the partner enterprise")
        EMPLOYED = "employed", _("employed elsewhere")
        OWN_BUSINESS = "own_business", _("own business")
        BY_THE_DAY = "by_the_day", _("work by the day")
        STUDYING = "studying", _("studying")
        UNPAID = "unpaid", _("unpaid work")
        NONE = "none", _("no work")

    class Barrier(models.TextChoices):
        """What stands in the way of her plan."""

        COST = "cost", _("cost")
        TIME = "time", _("time")
        TRANSPORT = "transport", _("transport")
        CHILDCARE = "childcare", _("childcare")
        TOOLS = "tools", _("tools")
        LANGUAGE = "language", _("language")
        PAPERS = "papers", _("papers")
        OTHER = "other", _("other")

    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="interviews"
    )
    wave = models.PositiveSmallIntegerField(_("wave"), choices=Wave)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    held_on = models.DateField(_("day"))
    recorded_by = models.CharField(_("recorded by"), max_length=100)
    recorded_at = models.DateTimeField(_("recorded at"))
    reason = models.CharField(_("reason of the correction"), max_length=200, blank=True)

    consumption_minor = models.BigIntegerField(_("household consumption"), null=True)
    """In hundredths of the currency, of the whole household over `days`."""
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    days = models.PositiveSmallIntegerField(_("days"), null=True)
    members = models.PositiveSmallIntegerField(_("members of the household"), null=True)
    rate = models.DecimalField(
        _("units for one dollar"), max_digits=18, decimal_places=6, null=True
    )
    rate_source = models.CharField(_("source of the rate"), max_length=100, blank=True)
    rate_on = models.DateField(_("day of the rate"), null=True)
    daily_minor = models.BigIntegerField(_("a day and a head, in US cents"), null=True)
    line = models.ForeignKey(PovertyLine, on_delete=models.PROTECT, null=True, related_name="+")
    band = models.CharField(_("band"), max_length=8, choices=Band, blank=True)

    adults = models.PositiveSmallIntegerField(_("adults"), null=True)
    children = models.PositiveSmallIntegerField(_("children"), null=True)
    earners = models.PositiveSmallIntegerField(_("of them earn"), null=True)
    work = models.CharField(_("work"), max_length=12, choices=Work, blank=True)
    work_days = models.PositiveSmallIntegerField(_("days of work in a month"), null=True)
    goals = ArrayField(models.CharField(max_length=30), default=list, verbose_name=_("goals"))
    """Codes of the list of goals."""
    barriers = ArrayField(
        models.CharField(max_length=12, choices=Barrier), default=list, verbose_name=_("barriers")
    )

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        ordering = ("participant", "wave", "version")
        constraints = [
            models.UniqueConstraint(
                name="interview_version_is_written_once", fields=["participant", "wave", "version"]
            ),
            models.CheckConstraint(
                name="interview_belongs_to_a_wave", condition=Q(wave__in=(0, 6, 12, 24, 36))
            ),
            models.CheckConstraint(
                name="interview_outcome_is_known",
                condition=Q(outcome__in=("done", "missed", "declined", "unreachable")),
            ),
            models.CheckConstraint(
                name="interview_is_recorded_by_a_person", condition=is_staff("recorded_by")
            ),
            models.CheckConstraint(
                name="corrected_interview_says_why",
                condition=Q(version=1, supersedes__isnull=True)
                | Q(version__gte=2, supersedes__isnull=False) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="held_interview_alone_has_figures",
                condition=Q(
                    **{f"{name}__isnull": False for name in FIGURES},
                    outcome="done",
                    currency__regex="^[A-Z]{3}$",
                    band__in=("extreme", "at_risk", "above"),
                )
                & ~Q(rate_source="")
                & ~Q(work="")
                | ~Q(outcome="done")
                & Q(
                    **{f"{name}__isnull": True for name in FIGURES},
                    currency="",
                    band="",
                    rate_source="",
                    work="",
                    goals=[],
                    barriers=[],
                ),
            ),
            models.CheckConstraint(
                name="interview_figures_stay_within_reason",
                condition=Q(consumption_minor__isnull=True)
                | Q(
                    consumption_minor__gte=0,
                    consumption_minor__lte=10**14,
                    days__gte=1,
                    days__lte=MOST_DAYS,
                    members__gte=1,
                    members__lte=MOST_MEMBERS,
                    rate__gt=0,
                    work_days__lte=31,
                    members=F("adults") + F("children"),
                    earners__lte=F("members"),
                ),
            ),
            models.CheckConstraint(
                name="dollar_is_one_dollar", condition=~Q(currency="USD") | Q(rate=1)
            ),
            models.CheckConstraint(
                name="daily_expenditure_follows_from_its_figures",
                condition=Q(daily_minor__isnull=True)
                | Q(
                    GreaterThanOrEqual(
                        (F("daily_minor") * 2 + 1) * SPREAD, F("consumption_minor") * Value(2)
                    )
                )
                & Q(
                    LessThanOrEqual(
                        (F("daily_minor") * 2 - 1) * SPREAD, F("consumption_minor") * Value(2)
                    )
                ),
            ),
        ]
        triggers = [*keep_rows(table="interview"), *guards.INTERVIEW_GUARDS]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.participant.account.code} · {self.get_wave_display()}"

"""Consents and safety flags, by account codes; nobody's name.

A consent is for one purpose on one channel, given once, at most for three years, and withdrawn at
any time (DOMAIN.md, rule 28). Whatever is not written here was not allowed, and what one person
alone has written counts once another has checked it.
"""

import uuid

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from impact.consents import guards
from impact.participants.models import TrainingAccount
from nomi.platform.people import SPELLING

THREE_YEARS_ON = Func(
    F("given_at"),
    template="(%(expressions)s AT TIME ZONE 'UTC' + interval '3 years') AT TIME ZONE 'UTC'",
    output_field=models.DateTimeField(),
)
"""The last moment at which a consent may end (rule 28): by the calendar, leap days and all."""


class Purpose(models.TextChoices):
    """What for; one never implies another."""

    SERVICES = "services", _("services")
    EVALUATION = "evaluation", _("internal evaluation")
    STATISTICS = "statistics", _("anonymous statistics")
    PUBLIC_PAGE = "public_page", _("public page")
    PRESS = "press", _("press")
    PHOTO = "photo", _("photo")
    QUOTATION = "quotation", _("quotation")


class Channel(models.TextChoices):
    """Where."""

    WEB = "web", _("web")
    MAIL = "mail", _("mail")
    PRINT = "print", _("print")
    PRESS = "press", _("press")
    SOCIAL = "social", _("social media")


class Method(models.TextChoices):
    """How she confirmed it, in her own language."""

    SIGNATURE = "signature", _("signature")
    THUMBPRINT = "thumbprint", _("thumbprint")
    SPOKEN = "spoken", _("spoken, with a witness")


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Selections of consents."""

    def in_force(self, *, at: object) -> "ConsentQuerySet":
        """Return those given, checked, not withdrawn and not expired at the moment."""
        standing = self.checked().filter(withdrawn_at__isnull=True)
        return standing.filter(given_at__lte=at, expires_at__gt=at)

    def checked(self) -> "ConsentQuerySet":
        """Return those of which a second person has seen the paper or heard the recording."""
        return self.filter(checked_at__isnull=False)

    def to_check(self, *, actor: str) -> "ConsentQuerySet":
        """Return those that wait for a second person and that this one may check."""
        waiting = self.filter(checked_at__isnull=True, withdrawn_at__isnull=True)
        return waiting.exclude(recorded_by=actor)


class Consent(models.Model):
    """Her yes to one purpose on one channel; it is never changed, and withdrawn once."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        TrainingAccount,
        on_delete=models.PROTECT,
        to_field="code",
        db_column="account_code",
        related_name="consents",
        verbose_name=_("training account"),
    )
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    language = models.CharField(_("language"), max_length=35)
    explained_by = models.CharField(_("explained by"), max_length=100)
    method = models.CharField(_("how she confirmed"), max_length=10, choices=Method)
    witness = models.CharField(_("witness"), max_length=100, blank=True)
    evidence = models.CharField(_("where the paper or recording is"), max_length=120)
    given_at = models.DateTimeField(_("given"))
    expires_at = models.DateTimeField(_("ends"))
    recorded_by = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()
    checked_by = models.CharField(max_length=100, blank=True, default="", db_default="")
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    """When somebody else saw the paper or heard the recording; until then nothing is allowed."""
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawal_recorded_by = models.CharField(max_length=100, blank=True)
    withdrawal_words = models.CharField(_("how she told us"), max_length=200, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-given_at", "-pk")
        indexes = [
            models.Index(name="consent_by_use", fields=["account", "purpose", "channel"]),
        ]
        constraints = [
            models.UniqueConstraint(name="consent_uid_is_unique", fields=["uid"]),
            models.CheckConstraint(
                name="consent_purpose_and_channel_are_known",
                condition=Q(purpose__in=Purpose.values, channel__in=Channel.values),
            ),
            models.CheckConstraint(
                name="consent_ends_within_three_years",
                condition=Q(expires_at__gt=F("given_at"), expires_at__lte=THREE_YEARS_ON),
            ),
            models.CheckConstraint(
                name="consent_is_recorded_after_it_was_given",
                condition=Q(recorded_at__gte=F("given_at")),
            ),
            models.CheckConstraint(
                name="consent_is_explained_and_recorded_by_people",
                condition=Q(explained_by__regex=SPELLING, recorded_by__regex=SPELLING),
            ),
            models.CheckConstraint(
                name="consent_says_how_and_in_which_language",
                condition=Q(method__in=Method.values) & ~Q(language="") & ~Q(evidence=""),
            ),
            models.CheckConstraint(
                name="spoken_consent_has_another_witness",
                condition=~Q(method="spoken")
                | Q(witness__regex=SPELLING) & ~Q(witness=F("recorded_by")),
            ),
            models.CheckConstraint(
                name="consent_is_checked_by_another",
                condition=Q(checked_at__isnull=True, checked_by="")
                | Q(checked_at__gte=F("recorded_at"), checked_by__regex=SPELLING)
                & ~Q(checked_by=F("recorded_by")),
            ),
            models.CheckConstraint(
                name="withdrawal_says_who_recorded_it",
                condition=Q(withdrawn_at__isnull=True, withdrawal_recorded_by="")
                | Q(withdrawn_at__isnull=False, withdrawal_recorded_by__regex=SPELLING),
            ),
        ]
        triggers = guards.CONSENT_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.account_id}: {self.get_purpose_display()}, {self.get_channel_display()}"


class SafetyFlag(models.Model):
    """Something that makes any public word about her unsafe; while it is open, nothing is shown."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    account = models.ForeignKey(
        TrainingAccount,
        on_delete=models.PROTECT,
        to_field="code",
        db_column="account_code",
        related_name="safety_flags",
        verbose_name=_("training account"),
    )
    reason = models.CharField(_("reason"), max_length=200)
    opened_by = models.CharField(max_length=100)
    opened_at = models.DateTimeField(_("opened"))
    lifting_asked_by = models.CharField(max_length=100, blank=True, default="", db_default="")
    lifting_asked_at = models.DateTimeField(_("closing asked for"), null=True, blank=True)
    """Empty while nobody holds that it is safe again; it stays open until another agrees."""
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.CharField(max_length=100, blank=True)
    closing_reason = models.CharField(_("reason of closing"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("safety flag")
        verbose_name_plural = _("safety flags")
        ordering = ("-opened_at", "-pk")
        constraints = [
            models.UniqueConstraint(name="safety_flag_uid_is_unique", fields=["uid"]),
            models.CheckConstraint(
                name="safety_flag_is_opened_by_a_person_with_a_reason",
                condition=Q(opened_by__regex=SPELLING) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="safety_flag_is_closed_by_a_person_with_a_reason",
                condition=Q(closed_at__isnull=True, closed_by="")
                | Q(closed_at__gte=F("opened_at"), closed_by__regex=SPELLING)
                & ~Q(closing_reason=""),
            ),
            models.CheckConstraint(
                name="closing_a_safety_flag_is_asked_for_with_a_reason",
                condition=Q(lifting_asked_at__isnull=True, lifting_asked_by="")
                & (Q(closing_reason="") | Q(closed_at__isnull=False))
                | Q(lifting_asked_at__gte=F("opened_at"), lifting_asked_by__regex=SPELLING)
                & ~Q(closing_reason=""),
            ),
        ]
        triggers = guards.FLAG_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return str(self.account_id)

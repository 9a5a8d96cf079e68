"""Participants: what staff must know beside the account; her name and her story lie elsewhere."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows
from impact.participants.guards import people as guards
from impact.participants.models.accounts import TrainingAccount
from nomi.platform.people import is_staff, is_staff_or_empty


class Participant(models.Model):
    """An adult woman of a programme, beside her account.

    `is_survivor` and `is_at_risk` are for staff alone (DOMAIN.md, rule 20); empty means that
    nobody has asked. Her day of birth is not here: only that she was 18, and how that is known.
    """

    class AdultBy(models.TextChoices):
        """How it is known that she was 18 or over."""

        IDENTITY_PAPER = "identity_paper", _("identity paper seen")
        CIVIL_REGISTER = "civil_register", _("birth certificate or family book seen")
        SCHOOL_RECORD = "school_record", _("school record seen")
        PARTNER_RECORD = "partner_record", _("record of the partner enterprise")
        OWN_WORD = "own_word", _("her own word")

    class Schooling(models.TextChoices):
        """How long she went to school before she entered."""

        UNKNOWN = "unknown", _("not known")
        NONE = "none", _("none")
        PRIMARY = "primary", _("primary")
        SECONDARY = "secondary", _("secondary")
        HIGHER = "higher", _("beyond secondary")

    class CameBy(models.TextChoices):
        """Who brought her to the programme."""

        UNKNOWN = "unknown", _("not known")
        ENTERPRISE = "enterprise", _("her employer")
        ORGANISATION = "organisation", _("another organisation")
        PARTICIPANT = "participant", _("another participant")
        HERSELF = "herself", _("herself")

    account = models.OneToOneField(
        TrainingAccount, on_delete=models.PROTECT, related_name="participant"
    )
    programme = models.CharField(_("programme"), max_length=60, blank=True)
    cohort = models.CharField(_("cohort"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, default="KH")
    enterprise = models.CharField(_("partner enterprise"), max_length=120, blank=True)
    """Its name as supply has it; that room stands above this one."""
    adult_known_by = models.CharField(
        _("18 or over, known by"), max_length=16, choices=AdultBy, default=AdultBy.OWN_WORD
    )
    adult_checked_on = models.DateField(_("looked at on"))
    is_survivor = models.BooleanField(_("survivor"), null=True)
    is_at_risk = models.BooleanField(_("at risk"), null=True)
    schooling = models.CharField(
        _("schooling"), max_length=12, choices=Schooling, default=Schooling.UNKNOWN
    )
    came_by = models.CharField(_("came by"), max_length=12, choices=CameBy, default=CameBy.UNKNOWN)
    shelter_asked_on = models.DateField(_("asked about a shelter on"), null=True)
    """Empty while nobody has asked: then nothing about her is published."""
    sheltered_from = models.DateField(_("in a shelter from"), null=True)
    sheltered_until = models.DateField(_("in a shelter until"), null=True)
    """A shelter or a rehabilitation programme; empty while she is there."""
    shelter_answered_by = models.CharField(max_length=100, blank=True, default="", db_default="")
    shelter_checked_by = models.CharField(max_length=100, blank=True, default="", db_default="")
    """Who else knows that the answer is so; until then nothing about her is published."""
    case_worker = models.CharField(_("case worker"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ("account__code",)
        permissions = [("import_interview", "Can import a sheet of interviews")]
        constraints = [
            models.CheckConstraint(
                name="participant_is_18_or_over_by_some_proof",
                condition=Q(
                    adult_known_by__in=(
                        "identity_paper",
                        "civil_register",
                        "school_record",
                        "partner_record",
                        "own_word",
                    )
                ),
            ),
            models.CheckConstraint(
                name="participant_country_is_two_letters", condition=Q(country__regex="^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="time_in_a_shelter_has_a_beginning_and_an_order",
                condition=Q(sheltered_from__isnull=True, sheltered_until__isnull=True)
                | Q(shelter_asked_on__isnull=False, sheltered_from__isnull=False)
                & (Q(sheltered_until__isnull=True) | Q(sheltered_until__gte=F("sheltered_from"))),
            ),
            models.CheckConstraint(
                name="answer_about_a_shelter_is_checked_by_another",
                condition=Q(shelter_checked_by="")
                | is_staff("shelter_answered_by")
                & is_staff("shelter_checked_by")
                & ~Q(shelter_checked_by=F("shelter_answered_by")),
            ),
            models.CheckConstraint(
                name="case_worker_is_a_person", condition=is_staff_or_empty("case_worker")
            ),
        ]
        triggers = guards.PARTICIPANT_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.account.code


class Step(models.Model):
    """What staff did with a participant's record, line by line; never a name of hers."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(_("what"), max_length=60)
    words = models.CharField(_("words"), max_length=300, blank=True)
    actor = models.CharField(_("who"), max_length=100)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("time line")
        ordering = ("at", "pk")
        triggers = keep_rows(table="participant_step")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.what


class CaseNote(models.Model):
    """A note of the case worker: about the next step, never about who she is."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="notes")
    words = models.CharField(_("note"), max_length=1000)
    written_by = models.CharField(_("who"), max_length=100)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="note_has_words_and_a_writer", condition=~Q(words="") & is_staff("written_by")
            )
        ]
        triggers = keep_rows(table="case_note")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.words[:40]


class Dispute(models.Model):
    """A line of her statement that looks wrong to her, in her words, and what was answered."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="disputes")
    line_number = models.PositiveIntegerField(_("line"))
    her_words = models.CharField(_("her words"), max_length=1000)
    taken_by = models.CharField(_("taken by"), max_length=100)
    taken_at = models.DateTimeField(_("taken at"))
    answer = models.CharField(_("answer"), max_length=1000, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=100, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("disputed line")
        verbose_name_plural = _("disputed lines")
        ordering = ("-pk",)
        permissions = [("answer_dispute", "Can answer a participant's dispute")]
        constraints = [
            models.CheckConstraint(
                name="dispute_names_a_line_in_her_words",
                condition=Q(line_number__gte=1) & ~Q(her_words="") & is_staff("taken_by"),
            ),
            models.CheckConstraint(
                name="dispute_is_answered_by_another",
                condition=Q(answer="", answered_by="", answered_at__isnull=True)
                | Q(answered_at__isnull=False)
                & ~Q(answer="")
                & is_staff("answered_by")
                & ~Q(answered_by=F("taken_by")),
            ),
        ]
        triggers = guards.DISPUTE_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.participant} · {self.line_number}"

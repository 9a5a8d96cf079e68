"""The vault's tables: sealed fields, wrapped keys, a blind index, who looked, who was erased.

Rows name a training account by its code and have no foreign key out of this room: restored,
moved or erased, they stand alone.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.vault.guards import looks, records
from nomi.platform.people import SPELLING

CODE = r"^[2-9A-HJKMNP-Z]{8}$"
REASON = r"^\S.{8,}\S$"
"""Ten signs or more."""


class Field(models.TextChoices):
    """What may be kept of an identity. No picture of her is."""

    GIVEN_NAME = "given_name", _("given name")
    FAMILY_NAME = "family_name", _("family name")
    OWN_SCRIPT = "own_script", _("name in her own script")
    BIRTH_DATE = "birth_date", _("birth date")
    PHONE = "phone", _("phone")
    ADDRESS = "address", _("address or village")
    EMERGENCY_CONTACT = "emergency", _("emergency contact")
    OTHER_IDENTIFIERS = "other_ids", _("other identifiers")


class VaultKey(models.Model):
    """One woman's key, wrapped by a key that is never in the database. Without it she is erased."""

    account_code = models.CharField(max_length=12)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="vault_has_one_key_for_each", fields=["account_code"]),
            models.CheckConstraint(
                name="vault_key_is_for_an_account", condition=Q(account_code__regex=CODE)
            ),
        ]
        triggers = records.KEY_GUARDS

    def __str__(self) -> str:
        """Name the row."""
        return self.account_code


class SealedField(models.Model):
    """One sealed fact about one woman."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    account_code = models.CharField(max_length=12)
    name = models.CharField(max_length=12, choices=Field)
    sealed = models.BinaryField()
    written_by = models.CharField(max_length=100)
    written_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        permissions = [
            ("reveal_sealedfield", "Can read one field of a record"),
            ("search_sealedfield", "Can find a record by name or phone"),
            ("write_sealedfield", "Can write a record"),
            ("erase_sealedfield", "Can erase a record"),
        ]
        constraints = [
            models.UniqueConstraint(name="sealed_field_uid_is_unique", fields=["uid"]),
            models.UniqueConstraint(
                name="sealed_field_stands_once", fields=["account_code", "name"]
            ),
            models.CheckConstraint(
                name="sealed_field_is_known",
                condition=Q(name__in=Field.values, account_code__regex=CODE),
            ),
        ]
        triggers = records.FIELD_GUARDS

    def __str__(self) -> str:
        """Name the row."""
        return f"{self.account_code} {self.name}"

    @property
    def context(self) -> str:
        """What the sealed text is bound to: table, row, field and account."""
        return f"vault_sealedfield:{self.uid}:{self.name}:{self.account_code}"


class IndexEntry(models.Model):
    """A keyed digest of her full name or phone: it finds her by the exact words, and says none."""

    class Kind(models.TextChoices):
        """What the digest is of."""

        NAME = "name", _("full name")
        OWN_SCRIPT = "own_script", _("name in her own script")
        PHONE = "phone", _("phone")

    account_code = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(name="index_entry_by_digest", fields=["digest"])]
        constraints = [
            models.UniqueConstraint(
                name="index_entry_stands_once", fields=["account_code", "kind"]
            ),
        ]
        triggers = [records.refuse_erased(table="index_entry")]

    def __str__(self) -> str:
        """Name the row."""
        return f"{self.account_code} {self.kind}"


class Look(models.Model):
    """Who did what in the vault, when, why and from where; never what was read."""

    class Kind(models.TextChoices):
        """What was done."""

        REVEALED = "revealed", _("read")
        SEARCHED = "searched", _("searched")
        FOUND = "found", _("found by a search")
        WRITTEN = "written", _("written")
        ASKED = "asked", _("asked to erase")
        KEPT = "kept", _("kept after all")
        ERASED = "erased", _("erased")

    at = models.DateTimeField(_("when"))
    actor = models.CharField(_("who"), max_length=100)
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    account_code = models.CharField(_("training account"), max_length=12, blank=True)
    field = models.CharField(_("field"), max_length=12, blank=True, choices=Field)
    reason = models.CharField(_("reason"), max_length=200)
    address = models.CharField(_("from"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        ordering = ("-at", "-pk")
        default_permissions = ("view",)
        indexes = [
            models.Index(name="look_by_actor", fields=["actor", "kind", "at"]),
            models.Index(name="look_by_account", fields=["account_code", "at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="look_is_by_a_person_with_a_reason",
                condition=Q(actor__regex=SPELLING, reason__regex=REASON),
            ),
            models.CheckConstraint(
                name="look_says_at_whom_and_at_what",
                condition=Q(kind="searched", account_code="", field="")
                | Q(
                    kind__in=("found", "asked", "kept", "erased"),
                    account_code__regex=CODE,
                    field="",
                )
                | Q(
                    kind__in=("revealed", "written"),
                    account_code__regex=CODE,
                    field__in=Field.values,
                ),
            ),
        ]
        triggers = looks.LOOK_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.get_kind_display()} {self.account_code}"


class ErasureRequest(models.Model):
    """That a record is to be erased: one person asks, another erases it or keeps it."""

    class Answer(models.TextChoices):
        """What the second person did."""

        ERASED = "erased", _("erased")
        KEPT = "kept", _("kept after all")

    account_code = models.CharField(max_length=12)
    reason = models.CharField(max_length=200)
    asked_by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    answered_by = models.CharField(max_length=100, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="erasure_is_asked_for_once",
                fields=["account_code"],
                condition=Q(answered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="erasure_is_asked_for_by_a_person_with_a_reason",
                condition=Q(
                    account_code__regex=CODE, asked_by__regex=SPELLING, reason__regex=REASON
                ),
            ),
            models.CheckConstraint(
                name="erasure_is_answered_by_another",
                condition=Q(answer="", answered_by="", answered_at__isnull=True)
                | Q(
                    answer__in=("erased", "kept"),
                    answered_by__regex=SPELLING,
                    answered_at__gte=F("asked_at"),
                )
                & ~Q(answered_by=F("asked_by")),
            ),
        ]
        triggers = records.REQUEST_GUARDS

    def __str__(self) -> str:
        """Name the row."""
        return self.account_code


class Erasure(models.Model):
    """That a record was erased, and when; carried out again after a backup is restored."""

    account_code = models.CharField(_("training account"), max_length=12)
    erased_at = models.DateTimeField(_("erased"))
    is_replayed = models.BooleanField(default=False, db_default=False)
    """Carried out by the list outside: the backup knew nothing of the two who agreed."""

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ("-erased_at", "-pk")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(name="erasure_stands_once", fields=["account_code"]),
            models.CheckConstraint(
                name="erasure_is_of_an_account", condition=Q(account_code__regex=CODE)
            ),
        ]
        triggers = looks.ERASURE_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.account_code

"""The tamper-evident log: its leaves, the roots of its full tiles, and what was published of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.models import Entry
from impact.books.triggers import keep_rows, refuse_truncate
from impact.proofs import guards

HASH_BYTES = 32


class Leaf(models.Model):
    """One place in the log: 32 bytes that commit to an entry, or random ones that pad.

    Whether a leaf pads is known here only; what is published of both looks alike. The key to the
    entry is no foreign key in the database, because an entry can never go.
    """

    position = models.BigIntegerField(primary_key=True, editable=False)
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, db_constraint=False, related_name="leaf"
    )
    data = models.BinaryField(max_length=HASH_BYTES)
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("leaf")
        verbose_name_plural = _("leaves")
        constraints = [
            models.CheckConstraint(name="leaf_place_is_not_negative", condition=Q(position__gte=0)),
        ]
        triggers = [guards.TAKE_NEXT_PLACE, *keep_rows(table="leaf")]

    def __str__(self) -> str:
        """Name the row for staff."""
        return str(self.position)


class Node(models.Model):
    """The root over one full tile of 256 hashes of the level below; level 1 stands on leaves."""

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hash = models.BinaryField(max_length=HASH_BYTES)

    class Meta:
        verbose_name = _("node")
        verbose_name_plural = _("nodes")
        constraints = [
            models.UniqueConstraint(name="node_has_one_hash", fields=["level", "number"]),
        ]
        triggers = keep_rows(table="node")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.level}/{self.number}"


class Checkpoint(models.Model):
    """A published head of the log: how many leaves, under which root, signed.

    One is published per period, whether anything was sold or not.
    """

    period = models.BigIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=HASH_BYTES)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        ordering = ("-size",)
        constraints = [
            models.UniqueConstraint(name="checkpoint_is_made_once_a_period", fields=["period"]),
            models.UniqueConstraint(name="checkpoint_has_a_size_of_its_own", fields=["size"]),
            models.CheckConstraint(name="checkpoint_is_not_empty", condition=Q(size__gt=0)),
        ]
        triggers = [guards.GROW_ONLY, *keep_rows(table="checkpoint")]

    def __str__(self) -> str:
        """Name the row for staff."""
        return str(self.size)

    @property
    def root_hex(self) -> str:
        """The root as it is written."""
        return bytes(self.root).hex()


class Cosignature(models.Model):
    """A witness's line under a checkpoint: it saw the log grow and nothing else."""

    checkpoint = models.ForeignKey(
        Checkpoint, on_delete=models.PROTECT, related_name="cosignatures"
    )
    witness = models.CharField(max_length=200)
    line = models.TextField()
    witnessed_at = models.DateTimeField()
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cosignature")
        verbose_name_plural = _("cosignatures")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                name="witness_signs_a_checkpoint_once", fields=["checkpoint", "witness"]
            ),
        ]
        triggers = keep_rows(table="cosignature")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.witness


class LogKey(models.Model):
    """A public key that checkpoints are signed with, and the note that handed over to it.

    The first key has no note; each later one is named in a note that both keys signed.
    """

    vkey = models.CharField(max_length=300)
    handover = models.TextField(blank=True)
    first_used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("key of the log")
        verbose_name_plural = _("keys of the log")
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(name="log_key_is_listed_once", fields=["vkey"])]
        triggers = keep_rows(table="log_key")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.vkey


class LogSecret(models.Model):
    """32 random bytes, encrypted, from which the salts of one account or reference derive.

    Deleting the row is the erasure: what was sealed with it opens no more, once
    the backups from before it are gone too.
    """

    subject = models.CharField(max_length=220)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("secret of the log")
        verbose_name_plural = _("secrets of the log")
        constraints = [models.UniqueConstraint(name="log_secret_is_one", fields=["subject"])]
        triggers = [guards.KEEP_SECRET_AS_IT_IS, refuse_truncate(table="log_secret")]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"secret {self.pk}"


class KeptPart(models.Model):
    """The hash of one part of an entry whose secret was erased, so that its leaf still checks."""

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    part = models.PositiveSmallIntegerField()
    hash = models.BinaryField(max_length=HASH_BYTES)

    class Meta:
        verbose_name = _("kept part")
        verbose_name_plural = _("kept parts")
        constraints = [
            models.UniqueConstraint(name="part_is_kept_once", fields=["entry", "part"]),
        ]
        triggers = keep_rows(table="kept_part")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.entry_id}/{self.part}"


class Verification(models.Model):
    """One run of the proof of the books and the log, and what it found."""

    ran_at = models.DateTimeField()
    seconds = models.PositiveIntegerField()
    leaves = models.BigIntegerField()
    faults = models.TextField(blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ("-pk",)
        triggers = keep_rows(table="verification")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.ran_at:%Y-%m-%d %H:%M}"

"""That somebody was erased, and when; nothing of whom."""

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """One erased account by its old number, so that a restored backup can be erased again."""

    user_key = models.BigIntegerField(_("number of the account"), unique=True)
    erased_at = models.DateTimeField(_("erased at"))

    class Meta:
        ordering = ("-id",)
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        triggers: tuple[Any, ...] = (
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Return the number, for lists."""
        return str(self.user_key)

"""Publish the figures of the fund for the period that has begun."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from impact.pages.services import publish_fund_batch


class Command(BaseCommand):
    """By hand what beat does at its fixed hour; one publication per period, however often run."""

    help = "Publish the fund's figures, unless this period's are out already."

    def handle(self, *args: Any, **options: Any) -> None:
        is_new = publish_fund_batch(now=timezone.now())
        self.stdout.write("Published." if is_new else "This period's figures are out already.")

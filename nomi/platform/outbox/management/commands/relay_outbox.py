"""Send due mails by hand."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from nomi.platform.outbox import services


class Command(BaseCommand):
    """Send what is due in the outbox."""

    help = "Send every mail that is due."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = services.relay_due(now=timezone.now(), limit=500)
        self.stdout.write(f"{sent} sent")

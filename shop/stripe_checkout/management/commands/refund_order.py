"""Refund an order, wholly or line by line."""

import hashlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from shop.stripe_checkout import services
from shop.stripe_checkout.models import Refund


class Command(BaseCommand):
    """Refund everything left of an order, or some pieces; the same words twice refund once."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("order_number")
        parser.add_argument(
            "--line",
            action="append",
            metavar="LINE:PIECES",
            help="Pieces of one order line; may be given several times. Without it, everything.",
        )
        parser.add_argument("--shipping", action="store_true", help="The delivery cost as well.")
        parser.add_argument("--reason", default="Asked for by the buyer")
        parser.add_argument("--key", help="Give another word to refund the same pieces again.")

    def handle(self, *, order_number: str, **options: Any) -> None:
        now = timezone.now()
        lines = _read_lines(options["line"])
        parts = ",".join(sorted(options["line"] or ["all"]))
        words = hashlib.sha256(f"{parts}:{options['shipping']:d}".encode()).hexdigest()
        key = options["key"] or f"command:{order_number[:32]}:{words}"
        try:
            refund = services.request_refund(
                order_number=order_number,
                lines=lines,
                with_shipping=options["shipping"],
                reason=options["reason"],
                key=key[:120],
                now=now,
            )
            refund = services.submit_refund(refund_id=refund.pk, now=now)
        except services.RefundRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except services.StripeUnavailable:
            self.stdout.write("Stripe does not answer; the refund is queued and will be made.")
            return
        self._tell(refund)

    def _tell(self, refund: Refund) -> None:
        cents = f"{refund.gross_minor // 100}.{refund.gross_minor % 100:02d} {refund.currency}"
        self.stdout.write(f"Refund {refund.uid}: {cents}, {refund.get_state_display()}")


def _read_lines(parts: list[str] | None) -> dict[int, int] | None:
    """Return order line → pieces, or None for everything."""
    if not parts:
        return None
    try:
        return {int(line): int(pieces) for line, pieces in (part.split(":") for part in parts)}
    except ValueError:
        raise CommandError("Write --line LINE:PIECES with two whole numbers.") from None

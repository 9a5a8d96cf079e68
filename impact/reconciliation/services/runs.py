"""One comparison of the books with Stripe and the bank, from the import to the mail."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from impact.reconciliation import queries
from impact.reconciliation.checks.every import CHECKS
from impact.reconciliation.checks.findings import Check, Moment
from impact.reconciliation.checks.stripe import BALANCE
from impact.reconciliation.gateway import StripeRefused, StripeUnavailable
from impact.reconciliation.mails import FINDINGS
from impact.reconciliation.models import Discrepancy, ReconciliationRun
from impact.reconciliation.services.discrepancies import keep_findings
from impact.reconciliation.services.importing import import_in_turn
from impact.reconciliation.services.turns import take_turn
from nomi.platform.outbox.services import enqueue

State = ReconciliationRun.State
NO_STRIPE = "Stripe did not answer; nothing was imported, and what it alone can show was left out."
MOVING = "Stripe's balance moved while it was read, so that it was not compared this time."


def reconcile(*, actor: str, now: datetime) -> ReconciliationRun:
    """Import, compare, and keep what was found; return the run. Safe to repeat.

    Calls Stripe, so it may not run inside a transaction. When Stripe does not answer the run says
    so and does what can be done without. Raises `TurnTakenError` while another is under way.
    """
    with take_turn():
        try:
            imported, words = import_in_turn(now=now), ""
        except (StripeUnavailable, StripeRefused):
            imported, words = None, NO_STRIPE
        if imported and imported.balance_minor is None:
            words = MOVING
        return _compare(moment=Moment(now=now, imported=imported), words=words, actor=actor)


@transaction.atomic(durable=True)
def _compare(*, moment: Moment, words: str, actor: str) -> ReconciliationRun:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50s'")  # proving the books takes its time
    checks = [check for check in CHECKS if moment.imported or not check.needs_stripe]
    findings = [finding for check in checks for finding in check.find(moment)]
    kept = keep_findings(findings=findings, kinds=_name_kinds(checks, moment), now=moment.now)
    run = _write(moment, words=words, actor=actor, found=len(kept.opened), closed=kept.closed_count)
    if kept.opened:
        enqueue(kind=FINDINGS, reference=f"{run.pk}", now=moment.now)
    return run


def _name_kinds(checks: Iterable[Check], moment: Moment) -> frozenset[str]:
    """Return the kinds that were really looked for."""
    kinds = frozenset[str]().union(*(check.kinds for check in checks))
    is_unread = moment.imported is not None and moment.imported.balance_minor is None
    return kinds - {BALANCE} if is_unread else kinds


def _write(moment: Moment, *, words: str, actor: str, found: int, closed: int) -> ReconciliationRun:
    imported = moment.imported
    cover = queries.measure_cover()
    is_complete = imported is not None and imported.balance_minor is not None
    return ReconciliationRun.objects.create(
        actor=actor,
        state=State.COMPLETE if is_complete else State.PARTIAL,
        words=words,
        ran_at=moment.now,
        imported_count=imported.count if imported else 0,
        found_count=found,
        closed_count=closed,
        open_count=Discrepancy.objects.open().count(),
        stripe_books_minor=cover.stripe_minor,
        stripe_minor=imported.balance_minor if imported else None,
        bank_minor=cover.bank_minor,
        trust_minor=cover.trust_minor,
        parts={"trust": cover.parts, "clearing": queries.measure_clearing()},
    )

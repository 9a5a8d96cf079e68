"""The path of a payment written by plain SQL, past every service: only the database judges it."""

import uuid
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction

from impact.payouts.models import TrainingProvider
from tests.impact.payouts.builders import CODE, RECORDER

ADD_DRAW = """
INSERT INTO payouts_drawrequest (uid, account_code, plan_line, provider_id, amount_minor,
    foreign_currency, rate_source, reason, requested_by, requested_at, approvals_needed, state)
VALUES (%s, %s, 'First term', %s, %s, '', '', 'The term begins.', %s, now(), 1, 'requested')
RETURNING id
"""
ADD_APPROVAL = """
INSERT INTO payouts_drawapproval (draw_id, approved_by, reason, at) VALUES (%s, %s, 'Yes', now())
"""
ADD_PAPER = """
INSERT INTO payouts_attachment (uid, draw_id, purpose, stored_name, media_type, size, sha256,
    uploaded_by, uploaded_at)
VALUES (%s, %s, 'confirmation', 'x', 'image/jpeg', 1, '', 'staff:9', now()) RETURNING id
"""
ADD_WORD = """
INSERT INTO payouts_drawconfirmation (draw_id, method, language, witness, evidence_id,
    recorded_by, at) VALUES (%s, 'signature', 'Khmer', '', %s, %s, now())
"""
POST_HOLD = """
SELECT entry_id FROM books_post(jsonb_build_array(jsonb_build_object(
    'kind', 'payout-hold', 'key', 'payout:' || %s || ':hold', 'effective_on', current_date,
    'lines', jsonb_build_array(jsonb_build_array('training:' || %s, %s::bigint),
                               jsonb_build_array('committed:' || %s, -%s::bigint)),
    'reference', '', 'actor', 'attacker', 'currency', 'USD', 'reverses', null, 'resolves', null)))
"""
ADD_PAYOUT = """
INSERT INTO payouts_payout (uid, draw_id, rail, amount_minor, foreign_currency, rate_source, state,
    released_by, released_at, release_reason, hold_entry_id, external_reference, tries,
    next_try_at, error)
VALUES (%s, %s, 'bank_wire', %s, '', '', 'held', %s, now(), 'Agreed.', %s, '', 0, now(), '')
"""


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def ask(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchone()[0]


@dataclass
class Path:
    """Who does what; None leaves the step out."""

    provider: TrainingProvider
    requester: str | None = "staff:1"
    approvers: tuple[str, ...] = ("staff:2",)
    recorder: str | None = RECORDER
    releaser: str | None = "staff:4"
    amount: int = 12_000
    paid: int | None = None
    uid: str = field(default_factory=lambda: str(uuid.uuid4()))

    def ask_and_approve(self) -> int:
        """Write the request, the approvals and her word; return the draw's key."""
        draw = ask(ADD_DRAW, str(uuid.uuid4()), CODE, self.provider.pk, self.amount, self.requester)
        for approver in self.approvers:
            run(ADD_APPROVAL, draw, approver)
        if self.recorder:
            run(ADD_WORD, draw, ask(ADD_PAPER, str(uuid.uuid4()), draw), self.recorder)
        return draw

    def release(self, draw: int) -> None:
        """Set the money aside and write the payout."""
        paid = self.paid or self.amount
        hold = ask(POST_HOLD, self.uid, CODE, paid, CODE, paid)
        run(ADD_PAYOUT, self.uid, draw, paid, self.releaser, hold)


def find_refusal(act: object) -> str:
    """Run inside a savepoint that is rolled back; return the rule that refused, or `paid`."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except IntegrityError as refusal:
        return str(refusal.__cause__.diag.constraint_name)
    return "paid"

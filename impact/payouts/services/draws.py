"""Draws: asked for, approved by others, confirmed by her, released by a third, or closed."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from impact.books import services as books
from impact.books.queries import get_balance
from impact.payouts.models import (
    Attachment,
    DrawApproval,
    DrawClosing,
    DrawConfirmation,
    DrawRequest,
    Payout,
    TrainingProvider,
)
from impact.payouts.models.draws import CURRENCIES, FOREIGN, LARGEST_MINOR
from impact.payouts.refusals import BalanceTooSmallError, WrongAmountError, named_refusals
from impact.payouts.services.facts import tell_of_draw

LARGEST_FOREIGN = 10**12


@dataclass(frozen=True, kw_only=True)
class ForeignAmount:
    """The same money in the provider's currency: hundredths, and units for one dollar."""

    amount_minor: int
    currency: str
    rate: Decimal
    rate_source: str
    rate_on: date


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for: US cents of a training account, for a line of her plan."""

    account_code: str
    plan_line: str
    provider: TrainingProvider
    amount_minor: int
    reason: str
    foreign: ForeignAmount | None = None
    uid: uuid.UUID = field(default_factory=uuid.uuid4)


def check_amount(amount_minor: object) -> None:
    """Raise `WrongAmountError` unless this is a whole number of cents that can be paid at all."""
    if type(amount_minor) is not int:
        raise WrongAmountError(_("An amount is a whole number of cents."))
    if not 0 < amount_minor <= LARGEST_MINOR:
        raise WrongAmountError(_("The amount must be above zero and at most $100,000."))


def check_foreign(foreign: ForeignAmount) -> None:
    """Raise `WrongAmountError` unless the foreign amount is whole and its currency known."""
    if type(foreign.amount_minor) is not int or not 0 < foreign.amount_minor < LARGEST_FOREIGN:
        raise WrongAmountError(_("A foreign amount is whole and above zero."))
    if foreign.currency not in CURRENCIES:
        raise WrongAmountError(
            _("Nobody is paid in %(currency)s here.") % {"currency": foreign.currency}
        )


@transaction.atomic
def request_draw(*, wish: Wish, actor: str, now: datetime) -> DrawRequest:
    """Ask for money of a training account to be paid to a provider.

    The same `uid` twice is one request. Raises `WrongAmountError`, `BalanceTooSmallError`,
    `ProviderNotPayableError` or `DrawNotReadyError`, with nothing changed.
    """
    if known := DrawRequest.objects.filter(uid=wish.uid).first():
        return known
    check_amount(wish.amount_minor)
    draw = DrawRequest(
        uid=wish.uid,
        account_code=wish.account_code,
        plan_line=wish.plan_line,
        provider=wish.provider,
        amount_minor=wish.amount_minor,
        reason=wish.reason,
        requested_by=actor,
        requested_at=now,
    )
    if foreign := wish.foreign:
        check_foreign(foreign)
        draw.foreign_amount_minor = foreign.amount_minor
        draw.foreign_currency = foreign.currency
        draw.rate, draw.rate_on = foreign.rate, foreign.rate_on
        draw.rate_source = foreign.rate_source
    if wish.amount_minor > get_balance(draw.books_account):
        raise BalanceTooSmallError(_("The training account does not hold as much."))
    with named_refusals():
        draw.save()
    draw.refresh_from_db()
    tell_of_draw(draw, what="requested", actor=actor, now=now, words=wish.reason)
    return draw


@transaction.atomic
def approve_draw(*, draw_id: int, actor: str, reason: str, now: datetime) -> DrawRequest:
    """Add one person's yes; the draw moves on when there are enough.

    Raises `FourEyesError` or `DrawNotReadyError`, with nothing changed.
    """
    with named_refusals():
        DrawApproval.objects.create(draw_id=draw_id, approved_by=actor, reason=reason, at=now)
    draw = DrawRequest.objects.get(pk=draw_id)
    tell_of_draw(draw, what="approved", actor=actor, now=now, words=reason)
    return draw


@transaction.atomic
def confirm_draw(
    *,
    draw_id: int,
    method: str,
    language: str,
    evidence: Attachment,
    actor: str,
    now: datetime,
    witness: str = "",
) -> DrawRequest:
    """Record her own yes with its evidence; a spoken word needs a witness beside the recorder.

    Raises `FourEyesError` or `DrawNotReadyError`, with nothing changed.
    """
    with named_refusals():
        DrawConfirmation.objects.create(
            draw_id=draw_id,
            method=method,
            language=language,
            witness=witness,
            evidence=evidence,
            recorded_by=actor,
            at=now,
        )
    draw = DrawRequest.objects.get(pk=draw_id)
    words = f"{DrawConfirmation.Method(method).label}, {language}"
    tell_of_draw(draw, what="confirmed by her", actor=actor, now=now, words=words)
    return draw


@transaction.atomic
def close_draw(*, draw_id: int, kind: str, actor: str, reason: str, now: datetime) -> DrawRequest:
    """Reject or cancel a draw that is not released yet, with a reason."""
    with named_refusals():
        DrawClosing.objects.create(
            draw_id=draw_id, kind=kind, closed_by=actor, reason=reason, at=now
        )
    draw = DrawRequest.objects.get(pk=draw_id)
    tell_of_draw(draw, what=kind, actor=actor, now=now, words=reason)
    return draw


def lock_draw(draw_id: int) -> DrawRequest:
    """Return the draw, locked until the end of the transaction."""
    draws = DrawRequest.objects.select_related("provider").select_for_update(of=("self",))
    return draws.get(pk=draw_id)


@transaction.atomic
def release_draw(*, draw_id: int, actor: str, reason: str, now: datetime) -> Payout:
    """Release a confirmed draw: set the money aside in the books and make its payout.

    Raises `FourEyesError`, `DrawNotReadyError`, `ProviderNotPayableError`, `PayoutsHaltedError` or
    `BalanceTooSmallError`, with nothing changed. A second release is refused.
    """
    draw = lock_draw(draw_id)
    uid = uuid.uuid4()
    with named_refusals():
        try:
            hold = _post_hold(draw, uid=uid, actor=actor, now=now)
        except books.OverdrawnError as error:
            raise BalanceTooSmallError(_("The training account does not hold as much.")) from error
        payout = Payout.objects.create(
            uid=uid,
            draw=draw,
            rail=draw.provider.rail,
            amount_minor=draw.amount_minor,
            released_by=actor,
            released_at=now,
            release_reason=reason,
            hold_entry_id=hold.entry_id,
            next_try_at=now,
            **{name: getattr(draw, name) for name in FOREIGN},
        )
    tell_of_draw(draw, what="released", actor=actor, now=now, words=reason)
    return payout


def _post_hold(draw: DrawRequest, *, uid: uuid.UUID, actor: str, now: datetime) -> books.Posted:
    """Move the money from the training account to what is set aside for it."""
    books.open_account(code=draw.committed_account, kind="liability", floor_minor=0)
    return books.post(
        books.Posting(
            kind="payout-hold",
            key=f"payout:{uid}:hold",
            effective_on=now.date(),
            lines=[
                (draw.books_account, draw.amount_minor),
                (draw.committed_account, -draw.amount_minor),
            ],
            reference=f"payout:{uid}",
            actor=actor,
        )
    )

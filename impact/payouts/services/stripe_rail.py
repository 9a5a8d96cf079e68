"""The Stripe rail: claimed payouts become transfers, and a lost answer never becomes a second one.

One payout is claimed and sent at a time, under a lease that is longer than all its calls to Stripe
can take: nobody else takes it up while its sender may still wait for an answer. No call to Stripe
is made inside a transaction. What is known of a payout after each step is in its row, so that a
process may die anywhere: the next try looks before it repeats. Here nothing is settled; that is
done when Stripe's own movement is imported.
"""

from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.utils.translation import gettext as _

from impact.books.halts import PayoutsHaltedError
from impact.payouts import gateway
from impact.payouts.models import Payout, TrainingProvider
from impact.payouts.rails import refuse_country
from impact.payouts.refusals import UNFIT_EVIDENCE, PayoutRefusedError
from impact.payouts.services.claiming import claim_payouts
from impact.payouts.services.progress import mark_submitted, note_failed_try, void_payout

LIMIT = 20
LEASE = timedelta(minutes=15)
CALLS = 4
"""How often one payout asks Stripe at most: a look, the balance, the transfer, another look."""
UNKNOWN = "Stripe did not answer: the payment may have gone out. It is looked for before a retry."
TOO_LITTLE = "Stripe holds too little that can be sent at the moment."
MISMATCH = "Stripe knows this payment with other figures: somebody must look at it there."


class StripeTransfer:
    """Transfers to providers that have an account at Stripe; dollars alone leave."""

    code = str(TrainingProvider.Rail.STRIPE_TRANSFER)

    @property
    def minimum_minor(self) -> int:
        """Cents that must have come together before it sends."""
        return int(settings.PAYOUT_MINIMUMS_MINOR[self.code])

    def refuses(self, *, country: str, currency: str) -> str:
        """Return in words why it cannot pay there."""
        if currency not in {"", "USD"}:
            return _("Stripe transfers leave in US dollars only.")
        return refuse_country(rail=self.code, country=country)

    def submit(self, *, now: datetime) -> int:
        """Send what is due, one by one; return how many payouts went out.

        Small ones wait until the rail's minimum has come together; then all that are due go.
        """
        if not settings.STRIPE_API_KEY:
            return 0
        begun_at, count = monotonic(), 0
        for number in range(LIMIT):
            moment = now + timedelta(seconds=monotonic() - begun_at)  # a lease runs from its claim
            claimed = claim_payouts(
                rail=self.code, limit=1, now=moment, lease=LEASE, is_begun=number > 0
            )
            if not claimed:
                break
            count += send_payout(claimed[0], now=moment)
        return count


def send_payout(payout: Payout, *, now: datetime) -> bool:
    """Make the transfer of a claimed payout; return whether Stripe has it now.

    A time-out keeps the payout held for the next try. A refusal voids it, once Stripe has said
    that it made no transfer for it either.
    """
    try:
        transfer = _find_or_send(payout)
        if transfer is None:
            return _give_back(payout, now=now)
    except gateway.IdempotencyMismatch:
        return _keep(payout, MISMATCH, now=now)
    except _TooLittleError:
        return _keep(payout, TOO_LITTLE, now=now)
    except (gateway.StripeUnavailable, gateway.StripeRefused):
        return _keep(payout, UNKNOWN, now=now)
    try:
        mark_submitted(payout_uid=payout.uid, reference=transfer, now=now)
    except (PayoutRefusedError, PayoutsHaltedError) as refusal:
        return _keep(payout, f"{transfer}: {refusal}", now=now)
    return True


class _TooLittleError(Exception):
    """The available balance does not reach; no call was made that could send anything."""


def _find_or_send(payout: Payout) -> str | None:
    """Return the transfer's id; None, with the words in `error`, when Stripe refuses it."""
    uid = str(payout.uid)
    # the first try is the only one of which we know that none came before
    if payout.tries > 1 and (found := gateway.find_transfer(payout_uid=uid)):
        return found
    if gateway.get_available() < payout.amount_minor:
        raise _TooLittleError
    try:
        return gateway.create_transfer(
            payout_uid=uid,
            amount_minor=payout.amount_minor,
            account_id=payout.draw.provider.stripe_account_id,
        )
    except gateway.IdempotencyMismatch:
        raise
    except gateway.StripeRefused as refusal:
        payout.error = f"Stripe refused: {refusal}"[:200]
        return gateway.find_transfer(payout_uid=uid)


def _give_back(payout: Payout, *, now: datetime) -> bool:
    """Void a payout that Stripe refused; one that cannot be voided stops no other."""
    try:
        void_payout(payout_uid=payout.uid, reason=payout.error, actor="system", now=now)
    except UNFIT_EVIDENCE as refusal:
        return _keep(payout, f"{payout.error} It could not be voided: {refusal}", now=now)
    return False


def _keep(payout: Payout, words: str, *, now: datetime) -> bool:
    """Leave the payout held, with the reason; it is tried again when due."""
    note_failed_try(payout_uid=payout.uid, error=words, now=now)
    return False

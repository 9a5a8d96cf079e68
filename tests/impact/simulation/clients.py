"""The clients: each does its acts on a connection of its own and writes down what it was told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import Error, InterfaceError, OperationalError, connection, transaction

from impact import api
from impact.books import services as books
from impact.books.models import Entry
from impact.books.services.refusals import REFUSALS as BOOKS_REFUSALS
from impact.money import RefundBeyondLineError
from impact.shares.facts import UnknownSaleError
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from tests.impact.simulation.plan import (
    Act,
    Allocate,
    Crooked,
    Hold,
    Mature,
    Refund,
    Resolve,
    Sell,
)

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
RETURN_WINDOW_DAYS = 1
TRIES = 100
"""A busy machine lets the longest acts be cut off often; a hundred times in a row is no chance."""


class NotHeldError(Exception):
    """The hold to resolve is not there: it was refused, or comes later."""


REFUSALS: dict[type[Act], tuple[type[Exception], ...]] = {
    Refund: (RefundBeyondLineError, UnknownSaleError),
    Hold: (books.OverdrawnError,),
    Resolve: (books.AlreadyUndoneError, NotHeldError),
    Crooked: (books.UnbalancedEntryError, books.UnknownAccountError, books.KeyReusedError),
}
"""What each act may be told; any other answer is a violation."""
UNFORESEEN = (Error, *BOOKS_REFUSALS.values())


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the client knows of an act: `stored`, `refused`, or `unknown` when the line broke."""

    act: Act
    answer: str
    breaks: int = 0
    trouble: str = ""


def get_moment(act: Act) -> datetime:
    """Return the simulated moment of the act's day."""
    return START + timedelta(days=act.day)


def do_all(acts: list[Act]) -> list[Told]:
    """Do the acts one after another; the connection is closed at the end."""
    try:
        return [do(act) for act in acts]
    finally:
        connection.close()


def do(act: Act) -> Told:
    """Do one act, again after a broken line unless the client gives up; never raises."""
    if act.fate == "dies before commit":
        return _die(act)
    for breaks in range(TRIES):
        answer, trouble = _try(act)
        if answer:
            return Told(act=act, answer=answer, breaks=breaks, trouble=trouble)
        if act.fate == "gives up":
            return Told(act=act, answer="unknown", breaks=breaks + 1)
    return Told(act=act, answer="unknown", breaks=TRIES, trouble=f"{act}: {TRIES} broken lines")


def _try(act: Act) -> tuple[str, str]:
    """Return the answer and what is wrong with it; no answer when the line broke."""
    try:
        DEEDS[type(act)](act)
    except REFUSALS.get(type(act), ()):
        return "refused", ""
    except (OperationalError, InterfaceError) as error:
        connection.close()
        return ("unknown", f"{act}: {error}") if _is_conflict(error) else ("", "")
    except UNFORESEEN as error:
        connection.close()
        return "unknown", f"{act}: {error!r}"
    return "stored", ""


def _is_conflict(error: Exception) -> bool:
    """Say whether it is a deadlock or a lock waited for in vain, rather than a broken line."""
    return getattr(error.__cause__, "pgcode", None) in {"40P01", "55P03", "57014"}


def _die(act: Act) -> Told:
    """Do the act and end the own connection before the commit: nothing of it may stay."""
    try:
        with transaction.atomic():
            DEEDS[type(act)](act)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    except REFUSALS.get(type(act), ()):
        return Told(act=act, answer="refused")
    except (OperationalError, InterfaceError):
        return Told(act=act, answer="refused", breaks=1)
    except UNFORESEEN as error:
        return Told(act=act, answer="unknown", trouble=f"{act}: {error!r}")
    finally:
        connection.close()
    return Told(act=act, answer="stored", trouble=f"{act}: survived its own end")


def sell(act: Sell) -> None:
    """Record the sale."""
    api.record_sale(
        order_number=act.key,
        currency="USD",
        gross_minor=act.gross_minor,
        shipping_minor=act.shipping_minor,
        tax_minor=act.tax_minor,
        lines=act.lines,
        paid_at=get_moment(act),
    )


def refund(act: Refund) -> None:
    """Record the refund."""
    api.record_refund(
        order_number=act.order,
        refund_id=act.key,
        currency="USD",
        gross_minor=act.line.net_minor,
        shipping_minor=0,
        tax_minor=0,
        lines=[act.line],
        refunded_at=get_moment(act),
    )


def mature(act: Mature) -> None:
    """Mature what is due on that day."""
    mature_shares(now=get_moment(act))


def allocate(act: Allocate) -> None:
    """Allocate what is available."""
    allocate_fund(now=get_moment(act))


def post(act: Act, key: str, lines: list[tuple[str, int]], resolves: int | None = None) -> None:
    """Post one entry of a payout."""
    on = get_moment(act).date()
    books.post(
        books.Posting(kind="payout", key=key, effective_on=on, lines=lines, resolves=resolves)
    )


def hold(act: Hold) -> None:
    """Set the money aside."""
    cents = act.amount_minor
    sides = [(f"training:{act.account}", cents), (f"committed:{act.account}", -cents)]
    post(act, f"payout:{act.key}:hold", sides)


def resolve(act: Resolve) -> None:
    """Settle or void the hold, if it is there."""
    held = Entry.objects.filter(key=f"payout:{act.key}:hold").values_list("pk", flat=True).first()
    if held is None:
        raise NotHeldError
    target = {"settle": "clearing:payouts", "void": f"training:{act.hold.account}"}[act.ending]
    cents = act.hold.amount_minor
    sides = [(f"committed:{act.hold.account}", cents), (target, -cents)]
    post(act, f"payout:{act.key}:{act.ending}", sides, resolves=held)


def cheat(act: Crooked) -> None:
    """Try what must be refused."""
    sides = {
        "skewed": [("clearing:orders", 100), ("sales", -99)],
        "single": [("clearing:orders", 100)],
        "stranger": [("clearing:orders", 100), ("nobody", -100)],
        "reused": [("clearing:orders", 100), ("sales", -99)],
    }
    post(act, act.stolen_key if act.twist == "reused" else act.key, sides[act.twist])


DEEDS: dict[type[Act], Callable[..., None]] = {
    Sell: sell,
    Refund: refund,
    Mature: mature,
    Allocate: allocate,
    Hold: hold,
    Resolve: resolve,
    Crooked: cheat,
}

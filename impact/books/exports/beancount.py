"""The books in beancount's language, for an independent program to add up again.

Every entry is a transaction with its key, reference and actor as metadata. An export that begins
later than the books opens with one transaction that brings every balance forward. Balance
assertions stand after the last day and after each closed period between, with a tolerance of
zero: beancount's own would let a cent pass.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Max

from impact.books.exports.facts import Fact, iterate_facts
from impact.books.models import Account, Entry, PeriodBalance
from impact.books.trial_balance import BalanceRow, list_balances

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
ILLEGAL = re.compile(r"[^A-Za-z0-9-]")
BEFORE_ALL = date(1970, 1, 1)
"""The day on which the file opens every account, so that no entry comes before."""


def name_accounts(accounts: Iterable[Account]) -> dict[int, str]:
    """Return a name that beancount accepts for each account, no two the same.

    `training:7K2MXQ4T` becomes `Liabilities:Training:7K2MXQ4T`.
    """
    names: dict[int, str] = {}
    taken = set()
    for account in accounts:
        parts = [_name_part(part) for part in account.code.split(":")]
        name = ":".join((ROOTS[account.kind], *parts))
        if name in taken:
            name = f"{name}-{account.pk}"
        taken.add(name)
        names[account.pk] = name
    return names


def _name_part(part: str) -> str:
    """Return one part of a code with capitals where beancount asks for them."""
    legal = "-".join(word[:1].upper() + word[1:] for word in ILLEGAL.sub("-", part).split("-"))
    return legal if legal[:1].isalnum() else f"X{legal}"


def write_books(*, first: date | None, last: date | None) -> Iterator[str]:
    """Yield the file line by line; call it as of one moment."""
    names = name_accounts(Account.objects.order_by("pk"))
    yield 'option "title" "Nomi store"\noption "operating_currency" "USD"\n\n'
    for account in Account.objects.order_by("code"):
        yield f"{BEFORE_ALL} open {names[account.pk]} {account.currency}\n"
        yield f"  code: {_quote(account.code)}\n"
    if first:
        eve = first - timedelta(days=1)
        yield from _bring_forward(eve, rows=list_balances(day=eve), names=names)
    for fact in iterate_facts(first=first, last=last):
        yield from _write_fact(fact, names=names)
    yield from _assert_closed(first=first, last=last, names=names)
    end = last or Entry.objects.aggregate(last=Max("effective_on"))["last"]
    if end:
        yield from _assert_balances(end, rows=list_balances(day=end), names=names)


def _bring_forward(day: date, *, rows: list[BalanceRow], names: dict[int, str]) -> Iterator[str]:
    """Yield the transaction that brings in what was there before."""
    standing = [row for row in rows if row.balance_minor]
    if standing:
        yield f'\n{day} * "brought forward"\n'
    for row in standing:
        yield f"  {names[row.account_id]}  {_amount(row.balance_minor)} {row.currency}\n"


def _write_fact(fact: Fact, *, names: dict[int, str]) -> Iterator[str]:
    """Yield one transaction."""
    yield f"\n{fact.effective_on} * {_quote(fact.kind)}\n"
    yield f"  entry: {fact.number}\n  key: {_quote(fact.key)}\n"
    if fact.reference:
        yield f"  reference: {_quote(fact.reference)}\n"
    yield f"  actor: {_quote(fact.actor)}\n  posted: {_quote(fact.posted_at.isoformat())}\n"
    for name, number in (("reverses", fact.reverses), ("resolves", fact.resolves)):
        if number:
            yield f"  {name}: {number}\n"
    for leg in fact.legs:
        yield f"  {names[leg.account_id]}  {_amount(leg.amount_minor)} {leg.currency}\n"


def _assert_closed(
    *, first: date | None, last: date | None, names: dict[int, str]
) -> Iterator[str]:
    """Yield what was kept of each account when the periods within the days were closed."""
    kept = PeriodBalance.objects.order_by("period", "pk").values_list(
        "period__last_on", "account_id", "account__currency", "debits_minor", "credits_minor"
    )
    kept = kept.filter(period__last_on__gte=first) if first else kept
    kept = kept.filter(period__last_on__lte=last) if last else kept
    yield "\n"
    for last_on, account_id, currency, debits, credits_ in kept.iterator():
        morning, amount = last_on + timedelta(days=1), _amount(debits - credits_)
        yield f"{morning} balance {names[account_id]}  {amount} ~ 0 {currency}\n"


def _assert_balances(day: date, *, rows: list[BalanceRow], names: dict[int, str]) -> Iterator[str]:
    """Yield what every account must hold at the end of the day; beancount looks in the morning."""
    yield "\n"
    morning = day + timedelta(days=1)
    for row in rows:
        amount = _amount(row.balance_minor)
        yield f"{morning} balance {names[row.account_id]}  {amount} ~ 0 {row.currency}\n"


def _amount(amount_minor: int) -> str:
    """Return cents with a point."""
    whole, cents = divmod(abs(amount_minor), 100)
    return f"{'-' if amount_minor < 0 else ''}{whole}.{cents:02}"


def _quote(text: str) -> str:
    """Return the text as a string of beancount's language, on one line."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)

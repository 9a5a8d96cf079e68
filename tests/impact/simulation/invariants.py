"""What must hold after any history; each check returns in words whatever is wrong."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from tests.impact.simulation.clients import Told
from tests.impact.simulation.model import Model, name_fact, take_stored
from tests.impact.simulation.plan import ACCOUNTS, GIFT_MINOR, Crooked


def ask(sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a question to the books."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


class History:
    """What the clients were told, what is stored, and the model of it."""

    def __init__(self, told: list[Told]) -> None:
        self.told = told
        sold = ask("SELECT 'sale:' || order_number FROM shares_sale")
        back = ask("SELECT 'refund:' || refund_id FROM shares_salerefund")
        self.keys = Counter(key for (key,) in ask("SELECT key FROM books_entry"))
        payouts = {key for key in self.keys if key.startswith("payout:")}
        self.stored = {key for (key,) in [*sold, *back]} | payouts
        self.model: Model = take_stored((one.act for one in told), self.stored)
        self.balances = dict(
            ask(
                "SELECT account.code, sum(line.amount_minor) FROM books_line AS line"
                " JOIN books_account AS account ON account.id = line.account_id GROUP BY 1"
            )
        )

    def get(self, code: str) -> int:
        """Return debits less credits of an account, summed from its lines."""
        return int(self.balances.get(code, 0))


def books_sum_to_zero(_history: History) -> Iterable[str]:
    for currency, total in ask(
        "SELECT currency, sum(amount_minor) FROM books_line"
        " GROUP BY 1 HAVING sum(amount_minor) <> 0"
    ):
        yield f"all lines in {currency} sum to {total}"


def each_entry_is_whole_and_balances(_history: History) -> Iterable[str]:
    for key, lines, wanted, total in ask(
        "SELECT entry.key, count(line.id), entry.line_count, sum(line.amount_minor)"
        " FROM books_entry AS entry LEFT JOIN books_line AS line ON line.entry_id = entry.id"
        " GROUP BY entry.id"
        " HAVING count(line.id) <> entry.line_count OR sum(line.amount_minor) IS DISTINCT FROM 0"
    ):
        yield f"entry {key} has {lines} of {wanted} lines, which sum to {total}"


def each_balance_is_the_sum_of_its_lines(_history: History) -> Iterable[str]:
    for code, slot, kept, summed in ask(
        "SELECT account.code, balance.slot, balance.debits_minor - balance.credits_minor,"
        " coalesce(sum(line.amount_minor), 0)"
        " FROM books_balance AS balance JOIN books_account AS account"
        " ON account.id = balance.account_id LEFT JOIN books_line AS line"
        " ON line.account_id = account.id AND line.account_sequence % account.slots = balance.slot"
        " GROUP BY account.id, balance.id"
        " HAVING balance.debits_minor - balance.credits_minor"
        " <> coalesce(sum(line.amount_minor), 0)"
    ):
        yield f"balance {code}/{slot} says {kept}, its lines {summed}"


def no_account_is_below_its_floor(_history: History) -> Iterable[str]:
    for code, low in ask(
        "SELECT account.code, min(-line.balance_after_minor) FROM books_line AS line"
        " JOIN books_account AS account ON account.id = line.account_id"
        " WHERE account.floor_minor IS NOT NULL AND account.kind = 'liability'"
        " AND -line.balance_after_minor < account.floor_minor GROUP BY 1"
    ):
        yield f"account {code} went down to {low}"


def pending_fund_is_the_pending_shares(history: History) -> Iterable[str]:
    shares = history.model.list_shares()
    waiting = sum(
        shares.get((order, line), (0, 0))[0] for order, line in _list_lines(pending_only=True)
    )
    if waiting != -history.get("fund:training:pending"):
        yield f"{waiting} wait, but {-history.get('fund:training:pending')} are pending"


def each_sale_keeps_exactly_its_share(history: History) -> Iterable[str]:
    kept: Counter[str] = Counter()
    for (order, _line), (fund, reserve) in history.model.list_shares().items():
        kept[order] += fund + reserve
    for order, posted in ask(
        "SELECT entry.reference, sum(line.amount_minor) FROM books_line AS line"
        " JOIN books_entry AS entry ON entry.id = line.entry_id"
        " JOIN books_account AS account ON account.id = line.account_id"
        " WHERE account.code = 'share' GROUP BY 1"
    ):
        if kept[order] != posted:
            yield f"order {order} keeps a share of {posted}, not {kept[order]}"


def available_is_matured_less_allocated(history: History) -> Iterable[str]:
    ((matured,),) = ask("SELECT coalesce(sum(fund_minor), 0) FROM shares_maturityrun")
    ((allocated,),) = ask("SELECT coalesce(sum(total_minor), 0) FROM shares_allocationrun")
    if GIFT_MINOR + matured - allocated != -history.get("fund:training:available"):
        yield f"{matured} matured, {allocated} allocated: {history.get('fund:training:available')}"


def reserve_bears_what_came_back_late(history: History) -> Iterable[str]:
    shares = history.model.list_shares()
    ((absorbed,),) = ask(
        "SELECT coalesce(sum(fund_minor), 0) FROM shares_sharereversal WHERE is_absorbed_by_reserve"
    )
    expected = sum(reserve for _fund, reserve in shares.values()) - absorbed
    if expected != -history.get("reserve"):
        yield f"the reserve holds {-history.get('reserve')}, not {expected}"


def training_is_allocations_less_holds_plus_voids(history: History) -> Iterable[str]:
    given = dict(ask("SELECT account_code, sum(amount_minor) FROM shares_allocation GROUP BY 1"))
    held, committed = history.model.expect_held(), history.model.expect_committed()
    for code in ACCOUNTS:
        left = given.get(code, 0) - held[code]
        if left != -history.get(f"training:{code}"):
            yield f"account {code} has {-history.get(f'training:{code}')}, not {left}"
        if committed[code] != -history.get(f"committed:{code}"):
            yield f"account {code} has {-history.get(f'committed:{code}')} held"


def money_agrees_with_the_model(history: History) -> Iterable[str]:
    for code, expected in history.model.expect_money().items():
        if expected != history.get(code):
            yield f"account {code} is at {history.get(code)}, not {expected}"


def each_key_is_posted_once(history: History) -> Iterable[str]:
    yield from (f"key {key} is there {n} times" for key, n in history.keys.items() if n > 1)


def each_hold_is_resolved_at_most_once(_history: History) -> Iterable[str]:
    for key, times in ask(
        "SELECT held.key, count(*) FROM books_entry AS held"
        " JOIN books_entry AS entry ON entry.resolves_id = held.id"
        " GROUP BY held.id HAVING count(*) > 1"
    ):
        yield f"{key} was resolved {times} times"


def what_was_told_is_what_is_stored(history: History) -> Iterable[str]:
    answers: dict[str, set[str]] = {}
    for one in history.told:
        answers.setdefault(name_fact(one.act), set()).add(one.answer)
    answers.pop("", None)
    for key, told in answers.items():
        if "stored" in told and key not in history.stored:
            yield f"{key} was acknowledged and is not there"
        if told == {"refused"} and key in history.stored:
            yield f"{key} was refused and is there"
    yield from _find_half_sales(history)


def nobody_was_told_anything_unforeseen(history: History) -> Iterable[str]:
    yield from (one.trouble for one in history.told if one.trouble)
    for one in history.told:
        if isinstance(one.act, Crooked) and one.answer == "stored":
            yield f"{one.act} was let through"
    for key in history.keys.keys() - history.stored:
        if key.startswith(("sale:", "refund:", "crooked:")):
            yield f"{key} is in the books without its sale or refund"


def sequences_have_no_gap(_history: History) -> Iterable[str]:
    for code, sequence in ask(
        "SELECT account.code, line.account_sequence FROM ("
        " SELECT account_id, account_sequence, slots, balance_after_minor,"
        "  row_number() OVER slot AS place, sum(amount_minor) OVER slot AS running"
        "  FROM books_line JOIN books_account AS a ON a.id = account_id"
        "  WINDOW slot AS (PARTITION BY account_id, account_sequence % slots"
        "                  ORDER BY account_sequence)) AS line"
        " JOIN books_account AS account ON account.id = line.account_id"
        " WHERE line.account_sequence / line.slots <> line.place"
        "  OR line.balance_after_minor <> line.running LIMIT 5"
    ):
        yield f"account {code} breaks off at line {sequence}"


def _list_lines(*, pending_only: bool) -> list[tuple[str, int]]:
    rows = ask(
        "SELECT sale.order_number, line.line_ref, line.maturity_run_id IS NULL"
        " FROM shares_saleline AS line JOIN shares_sale AS sale ON sale.id = line.sale_id"
    )
    return [(order, line) for order, line, is_pending in rows if is_pending or not pending_only]


def _find_half_sales(history: History) -> Iterable[str]:
    lines = Counter(order for order, _line in _list_lines(pending_only=False))
    for sale in history.model.sales.values():
        moves = bool(sale.gross_minor or any(line.landed_unit_minor for line in sale.lines))
        if (lines[sale.key], history.keys[f"sale:{sale.key}"] > 0) != (len(sale.lines), moves):
            yield f"order {sale.key} is half there"


INVARIANTS: tuple[Callable[[History], Iterable[str]], ...] = (
    books_sum_to_zero,
    each_entry_is_whole_and_balances,
    each_balance_is_the_sum_of_its_lines,
    no_account_is_below_its_floor,
    pending_fund_is_the_pending_shares,
    each_sale_keeps_exactly_its_share,
    available_is_matured_less_allocated,
    reserve_bears_what_came_back_late,
    training_is_allocations_less_holds_plus_voids,
    money_agrees_with_the_model,
    each_key_is_posted_once,
    each_hold_is_resolved_at_most_once,
    what_was_told_is_what_is_stored,
    nobody_was_told_anything_unforeseen,
    sequences_have_no_gap,
)


def list_violations(told: list[Told]) -> list[str]:
    """Return, by invariant, whatever does not hold."""
    history = History(told)
    return [
        f"{check.__name__.replace('_', ' ')}: {words}"
        for check in INVARIANTS
        for words in check(history)
    ]

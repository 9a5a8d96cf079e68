"""What must be in the books, by plain arithmetic over the acts that were stored.

Shares nothing with the code under test: fractions, dictionaries, Python's own rounding to even.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from shop.events import PaidLine
from tests.impact.simulation.plan import Hold, Refund, Resolve, Sell


def split_share(line: PaidLine) -> tuple[int, int]:
    """Return the fund's and the reserve's part: 40 % of the markup, a tenth of it in reserve."""
    if line.landed_unit_minor is None:
        return 0, 0
    markup = max(0, line.net_minor - line.landed_unit_minor * line.quantity)
    share = round(Fraction(markup * 40, 100))
    reserve = round(Fraction(share, 10))
    return share - reserve, reserve


@dataclass
class Model:
    """The acts that were stored, by their keys, and which lines matured when."""

    sales: dict[str, Sell]
    refunds: dict[str, Refund]
    holds: dict[str, Hold]
    resolutions: list[Resolve]

    def count_returned(self) -> Counter[tuple[str, int]]:
        """Return the pieces that came back, by order and line."""
        returned: Counter[tuple[str, int]] = Counter()
        for refund in self.refunds.values():
            returned[refund.order, refund.line.line_id] += refund.line.quantity
        return returned

    def list_shares(self) -> dict[tuple[str, int], tuple[int, int]]:
        """Return fund and reserve part of each line less what came back, by order and line."""
        returned, shares = self.count_returned(), {}
        for sale in self.sales.values():
            for line in sale.lines:
                pieces = returned[sale.key, line.line_id]
                fund, reserve = (
                    part - part * pieces // line.quantity for part in split_share(line)
                )
                shares[sale.key, line.line_id] = (fund, reserve)
        return shares

    def expect_money(self) -> dict[str, int]:
        """Return debits less credits of the accounts that no race can touch."""
        sold, back = self.sales.values(), sum(one.line.net_minor for one in self.refunds.values())
        cost = sum(
            (line.landed_unit_minor or 0) * line.quantity for one in sold for line in one.lines
        )
        shares = self.list_shares().values()
        settled = [one.hold.amount_minor for one in self.resolutions if one.ending == "settle"]
        return {
            "clearing:orders": sum(one.gross_minor for one in sold) - back,
            "sales": -sum(line.net_minor for one in sold for line in one.lines),
            "shipping": -sum(one.shipping_minor for one in sold),
            "sales-tax": -sum(one.tax_minor for one in sold),
            "refunds": back,
            "cost-of-goods": cost,
            "inventory": -cost,
            "share": sum(fund + reserve for fund, reserve in shares),
            "clearing:payouts": -sum(settled),
        }

    def expect_held(self) -> Counter[str]:
        """Return, by account, what holds took out of it and voids did not bring back."""
        held: Counter[str] = Counter()
        for hold in self.holds.values():
            held[hold.account] += hold.amount_minor
        for one in self.resolutions:
            if one.ending == "void":
                held[one.hold.account] -= one.hold.amount_minor
        return held

    def expect_committed(self) -> Counter[str]:
        """Return, by account, what is held and not resolved."""
        committed: Counter[str] = Counter()
        for hold in self.holds.values():
            committed[hold.account] += hold.amount_minor
        for one in self.resolutions:
            committed[one.hold.account] -= one.hold.amount_minor
        return committed


def take_stored(acts: Iterable[object], stored: set[str]) -> Model:
    """Return the model of those acts whose name is among the stored."""
    model = Model(sales={}, refunds={}, holds={}, resolutions=[])
    for act in {name_fact(act): act for act in acts}.values():
        if name_fact(act) not in stored:
            continue
        match act:
            case Sell():
                model.sales[act.key] = act
            case Refund():
                model.refunds[act.key] = act
            case Hold():
                model.holds[act.key] = act
            case Resolve():
                model.resolutions.append(act)
    return model


def name_fact(act: object) -> str:
    """Return the key of the entry that the act posts; empty when it posts none of its own."""
    match act:
        case Sell():
            return f"sale:{act.key}"
        case Refund():
            return f"refund:{act.key}"
        case Hold():
            return f"payout:{act.key}:hold"
        case Resolve():
            return f"payout:{act.key}:{act.ending}"
    return ""

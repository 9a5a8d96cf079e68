"""What the clients will do, drawn from a seed alone: the same seed, the same acts in each round.

An act knows nothing of what became of the others; which of two racing acts wins is the database's
to decide, and the model counts what was stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

from shop.events import PaidLine, RefundedLine

ACCOUNTS = tuple(f"SMSM{first}{second}AA" for first in "ABCD" for second in "ABC")
CLIENTS = 4
ACTS_PER_ROUND = 80
GIFT_MINOR = 120_000
"""What the fund has from the start, so that there is something to hold from the first round on."""

Fate = Literal["", "dies before commit", "gives up", "repeated"]


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing that one client tries. `fate` says what befalls it on purpose."""

    key: str
    day: int
    fate: Fate = ""


@dataclass(frozen=True, kw_only=True)
class Sell(Act):
    """A paid order of one to three lines."""

    lines: tuple[PaidLine, ...]
    shipping_minor: int
    tax_minor: int

    @property
    def gross_minor(self) -> int:
        return sum(line.net_minor for line in self.lines) + self.shipping_minor + self.tax_minor


@dataclass(frozen=True, kw_only=True)
class Refund(Act):
    """Some pieces of one line of an order, perhaps more than there are."""

    order: str
    line: RefundedLine


@dataclass(frozen=True, kw_only=True)
class Mature(Act):
    """Whatever is past the return window."""


@dataclass(frozen=True, kw_only=True)
class Allocate(Act):
    """Whatever is available."""


@dataclass(frozen=True, kw_only=True)
class Hold(Act):
    """Money of one account set aside, perhaps more than it has."""

    account: str
    amount_minor: int


@dataclass(frozen=True, kw_only=True)
class Resolve(Act):
    """A hold is settled or voided, often both at once."""

    hold: Hold
    ending: Literal["settle", "void"]


@dataclass(frozen=True, kw_only=True)
class Crooked(Act):
    """What must never be stored: a cent missing, one side only, a stranger, a used key."""

    twist: Literal["skewed", "single", "stranger", "reused"]
    stolen_key: str


@dataclass
class Plan:
    """The acts of a seed, round by round."""

    seed: int
    sales: list[Sell] = field(default_factory=list)
    open_holds: list[Hold] = field(default_factory=list)

    def rounds(self) -> Iterator[list[list[Act]]]:
        """Yield, without an end, one list of acts for each client."""
        dice, day = Random(self.seed), 0
        while True:
            day += 1
            acts = [act for _ in range(ACTS_PER_ROUND) for act in self._draw(dice, day)]
            acts = [replace(act, fate=self._draw_fate(dice)) for act in acts]
            queues: list[list[Act]] = [[] for _ in range(CLIENTS)]
            for place, act in enumerate(acts):
                queues[place % CLIENTS].append(act)
                if dice.random() < 0.1:  # the same again, from another client at the same time
                    queues[(place + 1) % CLIENTS].append(replace(act, fate="repeated"))
            for number, queue in enumerate(queues[:2]):
                queue.insert(dice.randrange(len(queue)), Mature(key=f"{day}-{number}", day=day))
                queue.insert(dice.randrange(len(queue)), Allocate(key=f"{day}-{number}", day=day))
            yield queues

    def _draw_fate(self, dice: Random) -> Fate:
        fates: tuple[Fate, ...] = ("", "dies before commit", "gives up")
        return dice.choices(fates, (90, 2, 8))[0]

    def _draw(self, dice: Random, day: int) -> list[Act]:
        kind = dice.choices(("sell", "refund", "hold", "resolve", "crooked"), (45, 22, 14, 12, 7))
        draw = getattr(self, f"_draw_{kind[0]}")
        acts: list[Act] = draw(dice, day)
        return acts

    def _draw_sell(self, dice: Random, day: int) -> list[Act]:
        lines = []
        for number in range(1, dice.randint(1, 3) + 1):
            pieces, landed = dice.randint(1, 6), dice.choice((1_320, 2_450, 1_800, 777))
            unit = landed * dice.randint(90, 190) // 100  # some below cost
            discount = dice.choice((0, 0, 0, dice.randint(1, unit)))
            lines.append(
                PaidLine(
                    line_id=number,
                    title="Thing",
                    sku=f"THING-{number}",
                    quantity=pieces,
                    net_minor=unit * pieces - discount,
                    landed_unit_minor=dice.choice((landed, landed, landed, landed, None)),
                )
            )
        sale = Sell(
            key=f"S{self.seed}-{len(self.sales)}",
            day=day,
            lines=tuple(lines),
            shipping_minor=dice.choice((0, 700)),
            tax_minor=dice.randint(0, 300),
        )
        self.sales.append(sale)
        return [sale]

    def _draw_refund(self, dice: Random, day: int) -> list[Act]:
        if not self.sales:
            return []
        sale = dice.choice(self.sales[-3 * ACTS_PER_ROUND :])
        line = dice.choice(sale.lines)
        return [
            Refund(
                key=f"R{self.seed}-{day}-{dice.getrandbits(40)}",
                day=day,
                order=sale.key,
                line=RefundedLine(
                    line_id=line.line_id,
                    quantity=(pieces := dice.randint(1, line.quantity)),
                    net_minor=line.net_minor * pieces // line.quantity,
                ),
            )
            for _ in range(dice.choice((1, 1, 2)))
        ]

    def _draw_hold(self, dice: Random, day: int) -> list[Act]:
        hold = Hold(
            key=f"{self.seed}-{day}-{dice.getrandbits(40)}",
            day=day,
            account=dice.choice(ACCOUNTS),
            amount_minor=dice.choice((50, 199, 1_000, 20_000)),
        )
        self.open_holds.append(hold)
        return [hold]

    def _draw_resolve(self, dice: Random, day: int) -> list[Act]:
        if not self.open_holds:
            return []
        hold = self.open_holds.pop(dice.randrange(len(self.open_holds)))
        endings = dice.choice((("settle",), ("void",), ("settle", "void")))
        return [Resolve(key=hold.key, day=day, hold=hold, ending=ending) for ending in endings]

    def _draw_crooked(self, dice: Random, day: int) -> list[Act]:
        twist = dice.choice(("skewed", "single", "stranger", "reused"))
        stolen = dice.choice(self.sales).key if self.sales else "none"
        key = f"crooked:{self.seed}-{day}-{dice.getrandbits(40)}"
        return [Crooked(key=key, day=day, twist=twist, stolen_key=f"sale:{stolen}")]

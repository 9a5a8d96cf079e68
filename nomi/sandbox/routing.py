"""Which call is which: a method, a path, the parameters it takes, and what it does."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from nomi.sandbox.params import EXPAND, Params
from nomi.sandbox.state import Body, State


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request, after its key was accepted; `livemode` follows the key, as at Stripe."""

    path: str
    params: Params
    livemode: bool
    root: str
    ids: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the identifier in the path."""
        return self.ids[0]


@dataclass(frozen=True, kw_only=True)
class Route:
    """One call of the API; `path` has `{id}` where an identifier stands."""

    method: str
    path: str
    act: Callable[[State, Call], Body]
    takes: frozenset[str] = field(default_factory=frozenset)
    expands: bool = True

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the path as an expression."""
        return re.compile(self.path.replace("{id}", r"([\w-]+)"))

    @cached_property
    def known(self) -> frozenset[str]:
        """Return every parameter of the call."""
        return self.takes | EXPAND if self.expands else self.takes

"""What each line of the present request or task carries.

One variable for all of it: structlog's own `contextvars` look through every variable that Django
and its libraries have ever set in the thread, some hundred and thirty, at each request and line.
"""

from contextvars import ContextVar

from structlog.typing import EventDict, WrappedLogger

Facts = dict[str, str]

PRESENT: ContextVar[Facts | None] = ContextVar("nomi_present_facts", default=None)


def set_facts(**facts: str) -> None:
    """Say what the lines from here on carry; without facts they carry none."""
    PRESENT.set(facts)


def get_facts() -> Facts:
    """Return what lines carry at present."""
    return PRESENT.get() or {}


def add_facts(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Put them on a line; its own words win."""
    return {**get_facts(), **event}

"""What may not reach a log: addresses with tokens in them, query strings, words of errors.

An error's own words often quote a row ("Key (email)=(…) already exists") or a form. So a traceback
is logged as its class names and places in the code, which is what one needs to find a fault.
"""

import logging
import re
import traceback
from typing import Any

from structlog.typing import EventDict, WrappedLogger

QUIET_LOGGERS = ("django.request", "django.security", "django.server")
"""Django's own lines end in the request's path, which for a guest's order holds its token."""
FRAMES_KEPT = 12
CHAIN_KEPT = 4
EMAIL_ADDRESS = re.compile(r"[^\s@<>()'\"=:,;]+@[^\s@<>()'\"=:,;]+")


class PrivacyFilter(logging.Filter):
    """Rewrites the lines of libraries that would quote what they were given."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every line; take out of it what it must not say."""
        if record.name.startswith(QUIET_LOGGERS):
            record.msg, record.args = self._name_request(record), ()
        elif record.name == "celery.app.trace" and isinstance(record.args, dict):
            name, number = record.args.get("name", "?"), record.args.get("id", "?")
            outcome = "ended" if record.levelno <= logging.INFO else "failed"
            record.msg, record.args = f"task {name} {number} {outcome}", ()
        return True

    @staticmethod
    def _name_request(record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        match = getattr(request, "resolver_match", None)
        status = getattr(record, "status_code", "")
        return f"{record.name} {status} {match.route if match else '(no page)'}"


def hide_error_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace exception information by class names and places in the code."""
    facts = event.pop("exc_info", None)
    error = _find_error(facts)
    if error is not None:
        event["error"] = describe_error(error)
    event.pop("stack_info", None)
    return event


def hide_addresses(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace what looks like an e-mail address in the line itself."""
    words = event.get("event")
    if isinstance(words, str) and "@" in words:
        event["event"] = EMAIL_ADDRESS.sub("[address]", words)
    return event


def describe_error(error: BaseException) -> list[dict[str, Any]]:
    """Return the error and its causes, outermost first: class name and where it was raised."""
    chain: list[dict[str, Any]] = []
    found: BaseException | None = error
    while found is not None and len(chain) < CHAIN_KEPT:
        frames = traceback.extract_tb(found.__traceback__)[-FRAMES_KEPT:]
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        chain.append({"type": type(found).__qualname__, "at": places})
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return chain


def _find_error(facts: Any) -> BaseException | None:
    if isinstance(facts, BaseException):
        return facts
    if isinstance(facts, tuple) and len(facts) > 1 and isinstance(facts[1], BaseException):
        return facts[1]
    return None

"""Who may see what a private link leads to: the link alone opens nothing (SAFETY.md, P12).

A link travels: it is forwarded, left in a browser's history, read over a shoulder. So a browser
also shows that it knows the e-mail address behind it, once in some hours. What it has shown stands
in its session, bound to the address: one that is corrected later shuts out whoever knew the old.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

LIFE = timedelta(hours=12)
MOST = 20
"""Things of one kind that a session remembers; the oldest go first."""
NOBODY = "nobody@nomi.invalid"


@dataclass(frozen=True, kw_only=True)
class LinkProofs:
    """What browsers have shown to know of things of one kind; `key` is its name in sessions."""

    key: str
    salt: str

    def is_given(self, request: HttpRequest, *, number: str, email: str, now: datetime) -> bool:
        """Return whether this browser has shown the thing's address lately. Writes nothing."""
        mark, until = request.session.get(self.key, {}).get(number, ("", 0))
        is_same = constant_time_compare(mark, self._make_mark(number, email))
        return until > now.timestamp() and is_same

    def remember(self, request: HttpRequest, *, number: str, email: str, now: datetime) -> None:
        """Let this browser see the thing for some hours."""
        kept = dict(request.session.get(self.key, {}))
        kept.pop(number, None)
        kept[number] = (self._make_mark(number, email), (now + LIFE).timestamp())
        request.session[self.key] = dict(list(kept.items())[-MOST:])

    def fits(self, *, number: str, told: str, known: str) -> bool:
        """Return whether the address that was told is the thing's.

        None is that of a thing that is unknown, or has none, like an order taken at a stall.
        """
        asked, right = (self._make_mark(number, each) for each in (told, known or NOBODY))
        return constant_time_compare(asked, right) and bool(known)

    def _make_mark(self, number: str, email: str) -> str:
        """Return what a session keeps of an address: a mark that tells nothing of it."""
        plain = "".join(email.split()).casefold()
        return salted_hmac(self.salt, f"{number} {plain}", algorithm="sha256").hexdigest()

"""Counts of tries in the cache that all processes share.

A counter belongs to one address and one thing tried; an honest person elsewhere is never counted
with somebody else's tries. Redis away: nothing is counted, and nobody is turned away.
"""

import time
from dataclasses import dataclass
from math import ceil

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext
from redis.exceptions import RedisError

MINUTE, HOUR = 60, 3_600


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most so many tries of one thing by one visitor within so many seconds."""

    name: str
    most: int
    seconds: int


def count_try(limit: Limit, *, who: str) -> int:
    """Count one more try; return the seconds to wait, 0 when there were not too many.

    Nobody in particular, `who` empty, is not counted: an address that tells nothing would be
    shared by all.

    The first try begins the time, and further ones do not lengthen it: who keeps on trying is let
    in when it ends. Whoever reads the cache finds neither addresses nor links there, nor can
    find them by trying all addresses: the names are keyed by the site's secret.
    """
    if not who:
        return 0
    key = _name_counter(limit, who)
    try:
        if cache.add(key, 0, timeout=limit.seconds):
            cache.set(f"{key}:ends", time.time() + limit.seconds, timeout=limit.seconds)
        if cache.incr(key) <= limit.most:
            return 0
        ends = float(cache.get(f"{key}:ends", 0))
    except (RedisError, ValueError):  # away, or the counter ended between the two
        return 0
    return max(1, ceil(ends - time.time()))


def find_wait(limit: Limit, *, who: str) -> int:
    """Return the seconds to wait once all tries were used up, else 0; counts nothing."""
    if not who:
        return 0
    key = _name_counter(limit, who)
    try:
        is_used_up = int(cache.get(key, 0)) >= limit.most
        ends = float(cache.get(f"{key}:ends", 0)) if is_used_up else 0.0
    except RedisError:
        return 0
    return max(0, ceil(ends - time.time()))


def _name_counter(limit: Limit, who: str) -> str:
    keyed = salted_hmac(__name__, who, algorithm="sha256").hexdigest()
    return f"limit:{limit.name}:{keyed}"


def say_wait(seconds: int) -> str:
    """Return how long to wait, in words, rounded up to minutes."""
    minutes = max(1, ceil(seconds / MINUTE))
    return ngettext("Wait %(count)d minute", "Wait %(count)d minutes", minutes) % {"count": minutes}

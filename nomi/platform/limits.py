"""Counts of tries in the cache that all processes share.

A counter belongs to one address and one thing tried; an honest person elsewhere is never counted
with somebody else's tries. Redis away: nothing is counted, and nobody is turned away.
"""

from django.core.cache import cache
from redis.exceptions import RedisError


def is_over_limit(*, name: str, who: str, most: int, seconds: int) -> bool:
    """Count one more try; return whether there were more than `most` within `seconds`."""
    key = f"limit:{name}:{who}"
    try:
        cache.add(key, 0, timeout=seconds)
        return bool(cache.incr(key) > most)
    except (RedisError, ValueError):  # away, or the counter ended between the two
        return False

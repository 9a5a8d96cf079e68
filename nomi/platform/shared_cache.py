"""The shared cache: Django's backend with a client that lasts, instead of one for each question."""

from functools import cache
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis


class LastingClient(RedisCacheClient):
    """A client for each pool of connections: to make one costs more than to ask."""

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self._client = cache(Redis)


class SharedCache(RedisCache):
    """Django's Redis cache with such clients."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = LastingClient

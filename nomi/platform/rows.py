"""Rows of a query that is written by hand, for the few pages where the ORM's writing is felt."""

from collections.abc import Mapping
from typing import Any

from django.db import connection


def read_rows(query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a query finds, each row by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

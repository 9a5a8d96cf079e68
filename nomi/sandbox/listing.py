"""Lists: newest first, filtered, a page at a time."""

import json
from typing import Any

from nomi.sandbox.errors import missing
from nomi.sandbox.params import Params, read_integer
from nomi.sandbox.routing import Call
from nomi.sandbox.state import Body, State

MOST_PER_PAGE, USUAL_PER_PAGE = 100, 10
EDGES = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def make_page(state: State, call: Call, kind: str, filters: dict[str, Any]) -> Body:
    """Return one page of a kind; each filter names a field and the value or values it may have."""
    where, words = ["kind = ?", "livemode = ?"], [kind, call.livemode]
    for field, wanted in filters.items():
        if wanted:
            choices = wanted if isinstance(wanted, list) else [wanted]
            # the field's name is ours, never the caller's
            where.append(f"json_extract(body, '$.{field}') in ({', '.join('?' for _ in choices)})")
            words += choices
    _bound_created(call.params.get("created"), where, words)
    rows, has_more = _fetch(state, kind, call.params, where, words)
    return wrap([json.loads(row) for row in rows], url=call.path, has_more=has_more)


def wrap(data: list[Body], *, url: str, has_more: bool = False) -> Body:
    """Return Stripe's list object."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def slice_items(items: list[Body], call: Call) -> Body:
    """Return one page of a short list that belongs to one object."""
    limit = _read_limit(call.params)
    start = 0
    if after := call.params.get("starting_after"):
        ids = [item["id"] for item in items]
        if after not in ids:
            raise missing("item", after, param="starting_after")
        start = ids.index(after) + 1
    page = items[start : start + limit]
    return wrap(page, url=call.path, has_more=start + limit < len(items))


def _read_limit(params: Params) -> int:
    if "limit" not in params:
        return USUAL_PER_PAGE
    return min(read_integer(params["limit"], "limit", least=1), MOST_PER_PAGE)


def _bound_created(created: Any, where: list[str], words: list[Any]) -> None:
    if created is None:
        return
    bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
    for name, edge in bounds.items():
        where.append(f"created {EDGES[name]} ?")
        words.append(read_integer(edge, "created"))


def _fetch(
    state: State, kind: str, params: Params, where: list[str], words: list[Any]
) -> tuple[list[str], bool]:
    limit, order = _read_limit(params), "desc"
    for name, sign, direction in (("ending_before", ">", "asc"), ("starting_after", "<", "desc")):
        if cursor := params.get(name):
            found = state.fetch("select seq from thing where id = ? and kind = ?", cursor, kind)
            if not found:
                raise missing(kind, str(cursor), param=name)
            where.append(f"seq {sign} ?")
            words.append(found[0][0])
            order = direction
    query = f"select body from thing where {' and '.join(where)} order by seq {order} limit ?"  # noqa: S608 - our own words
    rows = [row[0] for row in state.fetch(query, *words, limit + 1)]
    page = rows[:limit]
    return (page if order == "desc" else page[::-1]), len(rows) > limit

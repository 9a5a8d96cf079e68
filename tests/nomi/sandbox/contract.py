"""Stripe's contract as the library writes it down: typed parameters in, typed resources out.

The library's types are documentation, nothing checks them at run time. They are rebuilt here as
types that forbid what they do not name, and every exchange of the stand-in is held to them.
"""

import ast
import importlib
import inspect
import json
import sys
import types
from decimal import Decimal
from functools import cache
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import stripe
from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError
from stripe._request_options import RequestOptions
from stripe._stripe_object import StripeObject, UntypedStripeObject
from typing_extensions import TypedDict, is_typeddict

from nomi.sandbox.api import Exchange
from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.contract_calls import CALLS, SERVED

FORBID = ConfigDict(extra="forbid")


class BreachOfContract(AssertionError):  # noqa: N818 - says what happened
    """The stand-in took or gave something Stripe's types do not know."""


def check(exchange: Exchange) -> None:
    """Hold one exchange to the library's types; raise `BreachOfContract`."""
    name = (exchange.route.method, exchange.route.path)
    asked, answered = CALLS[name]
    try:
        if exchange.status == 200:
            _adapter_of_params(asked).validate_python(exchange.params, strict=False)
            check_resource(exchange.text, answered)
        else:
            _adapter_of("error").validate_json(exchange.text, strict=True)
    except ValidationError as error:
        raise BreachOfContract(f"{name}: {error}") from error


def watch(sandbox: Sandbox) -> list[str]:
    """Hold every exchange of a stand-in to the contract; the list returned fills with breaches."""
    breaches: list[str] = []

    def hold(exchange: Exchange) -> None:
        try:
            check(exchange)
        except BreachOfContract as breach:
            breaches.append(str(breach))

    sandbox.api.observers.append(hold)
    return breaches


def check_resource(text: str, kind: str) -> None:
    """Hold one answer to the library's type of that resource, strictly."""
    _adapter_of(kind).validate_json(text, strict=True)


@cache
def _adapter_of(kind: str) -> TypeAdapter[Any]:
    if kind in SERVED:
        return TypeAdapter(_rebuild_resource(SERVED[kind]))
    fields: dict[str, dict[str, Any]] = {
        "list": {"object": Literal["list"], "data": list[_Any], "has_more": bool, "url": str},
        "deleted": {"id": str, "object": str, "deleted": Literal[True]},
        "error": {"error": _rebuild_resource(stripe.ErrorObject)},
    }
    return TypeAdapter(_make(kind, fields[kind]))


@cache
def _adapter_of_params(asked: Any) -> TypeAdapter[Any]:
    return TypeAdapter(_rebuild_params(asked))


def _check_nested(body: dict[str, Any]) -> dict[str, Any]:
    """Hold an object inside another to its own type."""
    kind = body.get("object", "")
    if kind not in SERVED and kind != "list":
        raise ValueError(f"{kind!r} is not a resource that the stand-in serves")
    check_resource(json.dumps(body), kind)
    return body


_Any = Annotated[dict[str, Any], AfterValidator(_check_nested)]


@cache
def _rebuild_params(asked: Any) -> Any:
    """Return a typed dictionary of parameters that forbids what it does not name."""
    hints = _get_hints(asked)
    fields = {
        name: _wrap(hint, is_required=name in asked.__required_keys__)
        for name, hint in hints.items()
        if name not in RequestOptions.__annotations__
    }
    return _make(asked.__name__, fields)


@cache
def _rebuild_resource(resource: type[StripeObject]) -> Any:
    """Return a typed dictionary of a resource: optional fields may be absent, others may not."""
    fields = {}
    for name, hint in _get_hints(resource).items():
        if get_origin(hint) is not ClassVar:
            fields[name] = _wrap(hint, is_required=type(None) not in get_args(hint))
    return _make(resource.__qualname__, fields)


def _wrap(hint: Any, *, is_required: bool) -> Any:
    inner = _convert(hint)
    return Required[inner] if is_required else NotRequired[inner]


def _make(name: str, fields: dict[str, Any]) -> Any:
    made: Any = TypedDict(name, fields)  # type: ignore[operator]
    made.__pydantic_config__ = FORBID
    return made


def _convert(hint: Any) -> Any:
    """Return a hint with every nested type of Stripe's rebuilt."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is not None:
        return _convert_generic(hint, origin, inner)
    return _rebuild_params(hint) if is_typeddict(hint) else _convert_class(hint)


def _convert_generic(hint: Any, origin: Any, inner: tuple[Any, ...]) -> Any:
    if origin in (NotRequired, Required):
        return _convert(inner[0])
    if origin in (Union, types.UnionType):
        return _convert_union(inner)
    if origin is list:
        return list[_convert(inner[0])]  # type: ignore[misc]
    if origin in (dict, UntypedStripeObject):
        return dict[str, _convert(inner[-1])]  # type: ignore[misc]
    return {Literal: hint, stripe.ListObject: _Any}[origin]


def _convert_union(choices: tuple[Any, ...]) -> Any:
    if any(get_origin(choice) is Literal for choice in choices):
        # the library adds `str` beside a list of words so that new words do not break old code
        choices = tuple(choice for choice in choices if choice is not str)
    return Union[tuple(_convert(choice) for choice in choices)]  # noqa: UP007 - built at run time


def _convert_class(hint: Any) -> Any:
    if inspect.isclass(hint) and issubclass(hint, StripeObject):
        is_resource = "OBJECT_NAME" in vars(hint)
        return _Any if is_resource else _rebuild_resource(hint)
    return hint if hint in (str, int, bool, float, Decimal, type(None), Any) else _refuse(hint)


def _refuse(hint: Any) -> Any:
    raise TypeError(f"an unknown kind of type: {hint!r}")


def _get_hints(typed: Any) -> dict[str, Any]:
    """Resolve the hints, also names that the library imports for type checkers only."""
    module = sys.modules[typed.__module__]
    options = vars(sys.modules[RequestOptions.__module__])
    names = {**options, **_get_names(RequestOptions.__module__), **vars(module)}
    names |= _get_names(module.__name__)
    own = typed.__annotations__ if not is_typeddict(typed) else None
    hints = get_type_hints(typed, globalns=names, localns=names, include_extras=True)
    return hints if own is None else {name: hints[name] for name in own}


@cache
def _get_names(module: str) -> dict[str, Any]:
    """Return what a module imports under `if TYPE_CHECKING`."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    found = {}
    for branch in tree.body:
        if isinstance(branch, ast.If):
            for line in branch.body:
                if isinstance(line, ast.ImportFrom) and line.module:
                    origin = importlib.import_module(line.module)
                    found |= {
                        name.asname or name.name: getattr(origin, name.name) for name in line.names
                    }
    return found


def knows(asked: Any, path: str) -> bool:
    """Return whether a parameter such as `line_items[].quantity` is one of Stripe's."""
    return _follow(asked, path.replace("[]", ".[]").split("."))


def _follow(hint: Any, names: list[str]) -> bool:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return any(_follow(choice, names) for choice in inner)
    if origin in (NotRequired, Required):
        return _follow(inner[0], names)
    if not names:
        return True
    if is_typeddict(hint):
        hints = _get_hints(hint)
        own = names[0] in hints and names[0] not in RequestOptions.__annotations__
        return own and _follow(hints[names[0]], names[1:])
    if (origin is list and names[0] == "[]") or (origin is dict and names[0] == "*"):
        return _follow(inner[-1], names[1:])
    return False

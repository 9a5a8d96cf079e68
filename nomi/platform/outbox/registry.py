"""Which function makes which kind of mail; rooms register theirs when the apps are ready."""

from collections.abc import Callable

from nomi.platform.outbox.mail import Mail

Render = Callable[[str], Mail]

_RENDERERS: dict[str, Render] = {}


class UnknownKindError(LookupError):
    """Nobody has said how to write this kind of mail."""


def register(kind: str, render: Render) -> None:
    """Say that `render(reference)` writes mails of this kind."""
    _RENDERERS[kind] = render


def get_renderer(kind: str) -> Render:
    """Return the function for this kind; raise `UnknownKindError` when there is none."""
    try:
        return _RENDERERS[kind]
    except KeyError:
        raise UnknownKindError(kind) from None

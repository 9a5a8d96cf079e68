"""Visitors at the store's door: what they ask goes through the server's own way in."""

from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

from django.core.handlers.wsgi import WSGIHandler

from nomi.platform.kept_answers import answer_strangers
from nomi.platform.unreadable import name_letters


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Door:
    """One process of the store. `made` counts what it asked Django for.

    `letters` is the type of the body that its visitors say they send.
    """

    made: int = 0
    letters: str = ""
    application: WSGIApplication = field(init=False)

    def __post_init__(self) -> None:
        self.application = validator(name_letters(answer_strangers(self._make)))

    def ask(self, address: str, *, method: str = "GET", **headers: str) -> Answer:
        """Return the answer to a visitor who brings these headers (`if_none_match="…"`)."""
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {"REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path}
        environ |= {"QUERY_STRING": query, "HTTP_HOST": "testserver"}
        environ |= {f"HTTP_{name.upper()}": text for name, text in headers.items()}
        if self.letters:
            environ["CONTENT_TYPE"] = self.letters
        setup_testing_defaults(environ)
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, heads: list[tuple[str, str]], _error: Any = None) -> Any:
            begun.append((status, heads))
            return begun.append

        answer = self.application(environ, start)
        try:
            body = b"".join(answer)
        finally:
            answer.close()  # type: ignore[attr-defined]  # the validator's always has it
        [(status, heads)] = begun
        return Answer(status=int(status[:3]), headers=dict(heads), body=body)

    def _make(self, environ: Any, start_response: Any) -> Any:
        self.made += 1
        return WSGIHandler()(environ, start_response)

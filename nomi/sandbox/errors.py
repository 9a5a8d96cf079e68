"""Stripe's refusals, in Stripe's own form."""

from typing import Any


class Refusal(Exception):  # noqa: N818 - Stripe calls it an error, we call it what it is
    """An answer other than 200."""

    def __init__(
        self, message: str, *, status: int = 400, code: str = "", param: str = "", kind: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message, "type": kind or "invalid_request_error"}
        if code:
            self.body["code"] = code
            self.body["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param:
            self.body["param"] = param


def missing(kind: str, identifier: str) -> Refusal:
    """Return Stripe's 404."""
    return Refusal(
        f"No such {kind}: '{identifier}'", status=404, code="resource_missing", param="id"
    )

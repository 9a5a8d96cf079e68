"""Stripe's refusals, in Stripe's own form."""

from typing import Any

DOC = "https://stripe.com/docs/error-codes/"


class Refusal(Exception):  # noqa: N818 - Stripe calls it an error, we call it what it is
    """An answer other than 200.

    `is_kept` tells that the work had begun: Stripe then repeats the refusal for the same
    idempotency key, while a refused parameter leaves the key unused.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str = "",
        param: str = "",
        kind: str = "invalid_request_error",
        is_kept: bool = False,
    ) -> None:
        super().__init__(message)
        self.status, self.is_kept = status, is_kept
        self.body: dict[str, Any] = {"message": message, "type": kind}
        if code:
            self.body |= {"code": code, "doc_url": DOC + code.replace("_", "-")}
        if param:
            self.body["param"] = param


def missing(kind: str, identifier: str, *, param: str = "id") -> Refusal:
    """Return Stripe's 404; as a parameter of another call it is a 400."""
    name = {"session": "checkout.session"}.get(kind, kind)
    return Refusal(
        f"No such {name}: '{identifier}'",
        status=404 if param == "id" else 400,
        code="resource_missing",
        param=param,
    )

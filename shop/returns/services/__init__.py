"""Ask for a return, decide about it, receive it, look at it and pay it back."""

from shop.returns.services.asking import request_return, withdraw_return
from shop.returns.services.deciding import approve_return, reject_return
from shop.returns.services.receiving import inspect_return, receive_return
from shop.returns.services.refusals import ReturnRefused

__all__ = [
    "ReturnRefused",
    "approve_return",
    "inspect_return",
    "receive_return",
    "reject_return",
    "request_return",
    "withdraw_return",
]

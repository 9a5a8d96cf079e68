"""The stand-in's own doors: look inside, set faults, pay without a browser."""

from typing import Any

from nomi.sandbox import payments
from nomi.sandbox.courier import Courier
from nomi.sandbox.faults import Faults
from nomi.sandbox.state import State

KINDS = ("session", "payment_intent", "charge", "refund", "balance_transaction", "event")


class Switches:
    """What /_sandbox/ answers: JSON in, JSON out."""

    def __init__(self, state: State, faults: Faults, courier: Courier) -> None:
        self.state, self.faults, self.courier = state, faults, courier

    def answer(self, method: str, path: str, words: dict[str, Any]) -> Any:
        """Do what one switch says and return what it shows."""
        name, _, rest = path.removeprefix("/_sandbox/").partition("/")
        if method == "GET" and name == "state":
            return {kind: self.state.list(kind) for kind in KINDS}
        if method == "GET" and name == "session":
            return self.state.get(rest, "session")
        if method == "GET" and name == "deliveries":
            return list(self.courier.log)
        if method == "POST" and name == "pay":
            card = words.get("card", payments.GOOD)
            email = words.get("email", "buyer@shopper.example")
            return payments.pay(self.state, rest, card=card, email=email)
        if method == "POST" and name == "finish":
            payments.finish_slow(self.state, rest, succeeded=bool(words["succeeded"]))
            return {"finished": rest}
        if method == "POST" and name in {"faults", "clock", "clear"}:
            return self._set(name, words)
        raise KeyError(path)

    def _set(self, name: str, words: dict[str, Any]) -> Any:
        if name == "clear":
            self.faults.clear()
        elif name == "clock":
            ahead = int(self.state.get_setting("clock_ahead", "0")) + int(words["seconds"])
            self.state.set_setting("clock_ahead", str(ahead))
        else:
            if mode := words.pop("webhooks", ""):
                self.faults.set_webhooks(mode)
            if key := words.pop("revoke", ""):
                self.faults.revoked_keys.add(key)
            if kind := words.pop("kind", ""):
                self.faults.set(kind, **words)
        return {"webhooks": self.faults.webhooks, "pending": len(self.faults.pending)}

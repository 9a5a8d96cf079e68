"""What Oscar looks up in this fork by name: numbers, and the creator that must not be used."""

from typing import Any, Never

from oscar.apps.order import utils
from oscar.apps.order.utils import OrderDispatcher

from shop.order.numbers import make_order_number

__all__ = ["OrderCreator", "OrderDispatcher", "OrderNumberGenerator"]


class OrderNumberGenerator(utils.OrderNumberGenerator):
    """Random numbers in place of arithmetic on the basket's id."""

    def order_number(self, basket: Any = None) -> str:  # noqa: ARG002 - Oscar's signature
        """Return a fresh number; two have nothing to do with each other."""
        return make_order_number()


class OrderCreator(utils.OrderCreator):
    """Oscar's creator, closed: it allocates stock without a condition and tells too early."""

    def place_order(self, *_args: Any, **_kwargs: Any) -> Never:
        """Refuse: an order is placed by `shop.checkout.services.place` only."""
        message = "Orders are placed by shop.checkout.services.place."
        raise NotImplementedError(message)

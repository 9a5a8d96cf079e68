"""Oscar's tables, unchanged; lines come with all that a price needs, in one query."""

from typing import Any

from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine


class Basket(AbstractBasket):
    """A basket whose lines are loaded with product, class, parent and stock record."""

    _lines: Any
    follows: int | None = None
    """The basket that waits for its payment, where a visitor goes on with this new one."""

    def all_lines(self) -> Any:
        """Return the lines, loaded once: offers leave their mark on these very objects."""
        if self.pk is None:
            return self.lines.model.objects.none()
        if self._lines is None:
            self._lines = self.lines.select_related(
                "stockrecord__partner",
                "product__product_class",
                "product__parent__product_class",
            ).order_by("pk")
        return self._lines


class Line(AbstractLine):
    """A basket line that asks the price of its own stock record."""

    @property
    def purchase_info(self) -> Any:
        """Return price and availability, asked once, without looking the stock record up again."""
        if not hasattr(self, "_info"):
            self._info = self.basket.strategy.fetch_for_product(self.product, self.stockrecord)
        return self._info


from oscar.apps.basket.models import *  # noqa: E402, F403 - the rest is Oscar's; it asks for this line

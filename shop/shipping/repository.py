"""Where Oscar asks which ways of delivery there are."""

from typing import Any

from oscar.apps.shipping import repository

from shop.money import to_minor
from shop.shipping.methods import TableMethod
from shop.shipping.queries import get_weights
from shop.shipping.rates import get_rates


class Repository(repository.Repository):
    """The table's rows for the address's country, the United States until it is known."""

    def get_available_shipping_methods(
        self, basket: Any, shipping_addr: Any = None, **_newer: Any
    ) -> list[TableMethod]:
        """Return the ways of delivery with their charge for this basket."""
        lines = list(basket.all_lines())
        weights = get_weights(products=[line.product for line in lines])
        grams = sum(weights[line.product_id] * line.quantity for line in lines)
        country_code = shipping_addr.country_id if shipping_addr else "US"
        return [
            TableMethod(
                rate,
                grams=grams,
                goods_minor=to_minor(basket.total_excl_tax),
                currency=basket.currency,
            )
            for rate in get_rates(country_code=country_code)
        ]

"""Where goods go: the address as it travels from form to session to order."""

from dataclasses import dataclass
from typing import Any

from shop.checkout.tax import TaxedPlace


@dataclass(frozen=True, kw_only=True)
class Address:
    """A delivery address, already validated by the form."""

    first_name: str
    last_name: str
    line1: str
    line2: str = ""
    city: str
    state: str = ""
    postcode: str = ""
    country_code: str

    def list_columns(self) -> dict[str, str]:
        """Return it under the names of Oscar's columns, the country left out."""
        return {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "line1": self.line1,
            "line2": self.line2,
            "line4": self.city,
            "state": self.state,
            "postcode": self.postcode,
        }

    @property
    def taxed_place(self) -> TaxedPlace:
        """Return the part that tax depends on."""
        return TaxedPlace(country_code=self.country_code, state=self.state, postcode=self.postcode)


def list_fields(row: Any) -> dict[str, str]:
    """Return a row of Oscar's addresses as the fields of the form."""
    return {
        "first_name": row.first_name,
        "last_name": row.last_name,
        "line1": row.line1,
        "line2": row.line2,
        "city": row.line4,
        "state": row.state,
        "postcode": row.postcode,
        "country": row.country_id,
    }

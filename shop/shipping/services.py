"""Say which countries we deliver to."""

from babel import Locale
from django.db import transaction
from oscar.core.loading import get_model

from shop.shipping.rates import RATES

NO_COUNTRIES = frozenset(
    {"AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "HM", "IC", "QO", "TA", "TF", "UN"}
    | {"XA", "XB", "ZZ"}
)
"""Codes of groups, of places without a post, and of nothing at all."""
EMBARGOED = frozenset({"CU", "IR", "KP", "SY"})
"""Where a United States organisation may not send goods without a licence."""
CODE_LENGTH = 2


@transaction.atomic
def serve_countries() -> int:
    """Write down every country once, those with rates of their own first; return how many are new.

    A country that is there already stays as staff have set it.
    """
    names = Locale("en").territories
    model = get_model("address", "Country")
    known = set(model.objects.values_list("pk", flat=True))
    rows = [
        model(
            iso_3166_1_a2=code,
            name=name,
            printable_name=name,
            display_order=1 if code in RATES else 0,
            is_shipping_country=code not in EMBARGOED,
        )
        for code, name in sorted(names.items())
        if len(code) == CODE_LENGTH and code.isalpha() and code not in known | NO_COUNTRIES
    ]
    model.objects.bulk_create(rows)
    return len(rows)

"""The rules of paying, as the database goes by them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from impact.payouts.models import PayoutRule, TrainingProvider
from nomi.platform.amounts import format_minor
from nomi.platform.screens import FactsScreen


@admin.register(PayoutRule)
class RuleScreen(FactsScreen):
    """Every version of the rules; the first row holds."""

    list_display = (
        "__str__",
        "second_approver_above",
        "cool_off_hours",
        "screening_days",
        "proof_days",
        "set_at",
    )
    fields = readonly_fields = (*list_display[1:], "countries")

    @admin.display(description=_("Second approver above"))
    def second_approver_above(self, rule: PayoutRule) -> str:
        """Write the threshold."""
        return format_minor(rule.second_approver_minor)

    @admin.display(description=_("Countries"))
    def countries(self, rule: PayoutRule) -> str:
        """Write by which rails each country is paid; a star stands for every other."""
        return " · ".join(
            f"{country}: " + ", ".join(_write_rail(*rail) for rail in rails.items())
            for country, rails in sorted(rule.country_rules.items())
        )


def _write_rail(code: str, bank: str) -> str:
    """Return the rail, with the one bank that it must go through."""
    name = TrainingProvider.Rail(code).label
    return f"{name} ({bank})" if bank else str(name)

"""The rules of paying, as the database goes by them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from impact.payouts.models import PayoutRule
from nomi.platform.screens import FactsScreen, format_minor


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
    fields = readonly_fields = (*list_display[1:], "country_rules")

    @admin.display(description=_("Second approver above"))
    def second_approver_above(self, rule: PayoutRule) -> str:
        """Write the threshold."""
        return format_minor(rule.second_approver_minor)

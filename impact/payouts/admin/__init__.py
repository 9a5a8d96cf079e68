"""The staff screens of providers, draws and payouts: facts, and asks that call one service."""

from impact.payouts.admin.balances import BalanceReleaseScreen
from impact.payouts.admin.draws import DrawScreen
from impact.payouts.admin.providers import ProviderScreen
from impact.payouts.admin.rules import RuleScreen

__all__ = ["BalanceReleaseScreen", "DrawScreen", "ProviderScreen", "RuleScreen"]

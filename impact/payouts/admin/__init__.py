"""The staff screens of providers, draws and payouts: facts, and asks that call one service."""

from impact.payouts.admin.draws import DrawScreen
from impact.payouts.admin.providers import ProviderScreen
from impact.payouts.admin.rules import RuleScreen

__all__ = ["DrawScreen", "ProviderScreen", "RuleScreen"]

"""The staff screens of consents and safety flags."""

from impact.consents.admin.consents import ConsentScreen
from impact.consents.admin.flags import SafetyFlagScreen

__all__ = ["ConsentScreen", "SafetyFlagScreen"]

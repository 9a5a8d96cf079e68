"""Staff screens of everything that is public about the fund and the women."""

from impact.pages.admin.fund import FundBatchScreen
from impact.pages.admin.goals import StrategicGoalScreen
from impact.pages.admin.publications import PublicationScreen
from impact.pages.admin.updates import UpdateScreen

__all__ = ["FundBatchScreen", "PublicationScreen", "StrategicGoalScreen", "UpdateScreen"]

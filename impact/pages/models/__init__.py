"""What the public pages show: figures and words that stand still between two publications."""

from impact.pages.models.fund import FundBatch, FundCard
from impact.pages.models.goals import GoalVersion, StrategicGoal
from impact.pages.models.publication import Publication, PublicationBasis, PublicationCard
from impact.pages.models.updates import Subscriber, Update

__all__ = [
    "FundBatch",
    "FundCard",
    "GoalVersion",
    "Publication",
    "PublicationBasis",
    "PublicationCard",
    "StrategicGoal",
    "Subscriber",
    "Update",
]

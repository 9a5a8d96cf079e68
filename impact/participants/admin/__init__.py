"""The programme's staff screens: codes and pseudonyms, nobody's name."""

from impact.participants.admin.accounts import TrainingAccountScreen
from impact.participants.admin.disputes import DisputeScreen
from impact.participants.admin.interviews import InterviewScreen
from impact.participants.admin.people import ParticipantScreen
from impact.participants.admin.plans import GoalKindScreen, PlanScreen

__all__ = [
    "DisputeScreen",
    "GoalKindScreen",
    "InterviewScreen",
    "ParticipantScreen",
    "PlanScreen",
    "TrainingAccountScreen",
]

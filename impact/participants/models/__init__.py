"""What impact keeps of participants; nobody's name, and nothing of what happened to her."""

from impact.participants.models.accounts import (
    RetiredPseudonym,
    StatusChange,
    TrainingAccount,
    name_books_account,
)
from impact.participants.models.interviews import Interview, PovertyLine
from impact.participants.models.people import CaseNote, Dispute, Participant, Step
from impact.participants.models.plans import (
    GoalKind,
    Milestone,
    MilestoneDone,
    Plan,
    PlanAgreement,
    PlanGoal,
    PlanLine,
)

__all__ = [
    "CaseNote",
    "Dispute",
    "GoalKind",
    "Interview",
    "Milestone",
    "MilestoneDone",
    "Participant",
    "Plan",
    "PlanAgreement",
    "PlanGoal",
    "PlanLine",
    "PovertyLine",
    "RetiredPseudonym",
    "StatusChange",
    "Step",
    "TrainingAccount",
    "name_books_account",
]

"""The list of goals and the first poverty line, written down after each migrate.

Not a data migration, because the test runner's flush empties what migrations have written.
"""

from datetime import date

from django.apps import apps as global_apps
from django.apps.registry import Apps

from impact.participants.models import GoalKind, PovertyLine

GOALS = (
    ("teacher", "Teacher", "profession"),
    ("lawyer", "Lawyer", "profession"),
    ("bookkeeper", "Bookkeeper", "profession"),
    ("seamstress", "Seamstress", "vocational"),
    ("hair-stylist", "Hair stylist", "vocational"),
    ("cook", "Cook", "vocational"),
    ("own-business", "Own business", "business"),
    ("schooling", "Schooling", "schooling"),
    ("language", "A second language", "schooling"),
)
FIRST_LINE = {
    "effective_on": date(2009, 1, 1),
    "at_risk_minor": 200,
    "extreme_minor": 100,
    "source": "At risk up to $2.00 a day and a head, extreme below $1.00.",
}


def keep_lists(*, apps: Apps = global_apps, **_signal: object) -> None:
    """Add what is missing; what staff added, renamed or retired stays."""
    if "goalkind" not in apps.all_models["participants"]:
        return
    for code, name, category in GOALS:
        GoalKind.objects.get_or_create(code=code, defaults={"name": name, "category": category})
    if not PovertyLine.objects.exists():
        PovertyLine.objects.create(**FIRST_LINE)

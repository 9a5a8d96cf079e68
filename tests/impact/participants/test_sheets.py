"""A sheet of interviews: looked at first, recorded as a whole, refused with every fault."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from impact.participants.models import (
    Interview,
)
from nomi.staff import roles
from tests.impact.participants.builders import make_participant, sign_in

pytestmark = pytest.mark.django_db


HEAD = (
    "code,wave,outcome,held_on,consumption,currency,days,rate,rate_source,rate_on,"
    "adults,children,earners,work,work_days,goals,barriers"
)
ROW = (
    "AAAAAAAA,0,done,2025-03-02,984000.00,KHR,30,4100,National Bank,2025-03-02,"
    "2,2,1,enterprise,24,seamstress own-business,time cost"
)
MISSED = "aaaaaaaa,6,missed,2025-09-02"
SHEET = f"{HEAD}\n{ROW}\n{MISSED}\n"


def bring(client: Client, text: str, confirm: str = "") -> Any:
    values = {"text": text, **({"confirm": confirm} if confirm else {})}
    return client.post(reverse("admin:participants_participant_sheet"), values)


def test_sheet_is_looked_at_first_and_recorded_then() -> None:
    make_participant()
    client = sign_in()

    look = bring(client, SHEET)
    before = Interview.objects.count()
    bring(client, SHEET, look.context["fingerprint"])

    assert [daily for _one, daily in look.context["rows"]] == ["$2.00", "–"]
    assert before == 0
    assert list(Interview.objects.order_by("wave").values_list("wave", "outcome")) == [
        (0, "done"),
        (6, "missed"),
    ]
    assert Interview.objects.get(wave=0).goals == ["seamstress", "own-business"]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            f"{HEAD}\n{ROW.replace('enterprise', 'queen')}\nZZZZZZZZ,1,done,someday\n",
            ["Line 2: work:", "Line 3: wave:", "Line 3: held_on:", "Line 3: consumption:"],
        ),
        (f"{SHEET}ZZZZZZZZ,6,missed,2025-09-02\n", ["Line 4: There is no participant"]),
        (f"{SHEET}{MISSED}\n", ["Line 4: This interview is recorded already."]),
        (f"{HEAD},name\n{ROW},Ada\n", ["Line 1: Columns that nobody knows: name"]),
        (HEAD, ["Line 1: The sheet has no lines."]),
    ],
)
def test_sheet_with_a_fault_records_nothing(text: str, faults: list[str]) -> None:
    make_participant()

    page = bring(sign_in(), text).content.decode()

    assert [fault for fault in faults if fault not in page] == []
    assert Interview.objects.count() == 0


def test_sheet_without_a_column_is_told_of_that_one_alone() -> None:
    page = bring(sign_in(), "code,wave,outcome\n").content.decode()

    assert page.count("Line 1: Columns that are missing: held_on.") == 1
    assert page.count("nobody knows") == 0


def test_changed_sheet_is_looked_at_again() -> None:
    make_participant()
    client = sign_in()
    look = bring(client, SHEET)

    bring(client, SHEET.replace("984000", "184000"), look.context["fingerprint"])

    assert Interview.objects.count() == 0


def test_auditor_brings_no_sheet() -> None:
    make_participant()

    page = bring(sign_in(roles.AUDITOR), SHEET)

    assert page.status_code == 403
    assert Interview.objects.count() == 0


def test_form_asks_nothing_that_is_not_on_the_list() -> None:
    from impact.participants.admin.interview_form import CorrectionForm, InterviewForm
    from impact.participants.admin.sheet_reading import COLUMNS

    asked = {
        *("wave", "outcome", "held_on", "consumption", "currency", "days", "rate"),
        *("rate_source", "rate_on", "adults", "children", "earners", "work", "work_days"),
        *("goals", "barriers"),
    }
    assert set(InterviewForm().fields) == asked
    assert set(CorrectionForm().fields) == asked - {"wave"} | {"reason"}
    assert set(COLUMNS) == asked | {"code"}

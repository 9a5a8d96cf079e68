"""The screens of policies, runs and the reserve: what they show, do and refuse."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.books.queries import get_balance
from impact.participants.services import open_training_account
from impact.shares.models import (
    AccountFunding,
    AllocationPolicy,
    AllocationRun,
    ReserveTarget,
    ReserveTopUp,
    SharePolicy,
)
from impact.shares.services.maturity import mature_shares
from tests.impact.sales import NOON, sell

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def sign_in(name: str, *permissions: str) -> Client:
    """Sign a member of staff in: a superuser, or one with these permissions of the room."""
    users = get_user_model().objects
    mail = f"{name}@nomi.example"
    if permissions:
        user = users.create_user(name, mail, "x", is_staff=True)
        user.user_permissions.set(
            Permission.objects.filter(content_type__app_label="shares", codename__in=permissions)
        )
    else:
        user = users.create_superuser(name, mail, "x")
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def ann() -> Client:
    return sign_in("ann")


@pytest.fixture
def ben() -> Client:
    return sign_in("ben")


@pytest.fixture
def matured(settings: Any) -> None:
    settings.RETURN_WINDOW_DAYS = 0
    sell()
    mature_shares(now=NOON)


def write_policy(**changes: Any) -> dict[str, Any]:
    day = timezone.now().date() + timedelta(days=3)
    return {
        "share_percent": "50",
        "fund_percent": "90",
        "reserve_percent": "10",
        "effective_on": str(day),
        "text": "Half of the markup.",
        "reason": "The board decided so",
        **changes,
    }


def press(client: Client, row: Any, button: str) -> str:
    """Press a button with a reason; return the page that follows."""
    name = f"admin:shares_{row._meta.model_name}_press"
    page = client.post(reverse(name, args=(row.pk, button)), {"reason": "Looked at"}, follow=True)
    return page.content.decode()


def test_policy_is_proposed_by_one_person_and_approved_by_another(ann: Client, ben: Client) -> None:
    ann.post(reverse("admin:shares_sharepolicy_add"), write_policy())
    policy = SharePolicy.objects.get(version=2)

    own = press(ann, policy, "approve")
    press(ben, policy, "approve")

    policy.refresh_from_db()
    assert "ask a colleague" in own
    assert (policy.state, policy.share_basis_points) == ("approved", 5_000)
    assert ben.get(reverse("admin:shares_sharepolicy_change", args=(2,))).status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"share_percent": "100.01"}, "it must be from 0 to 100"),
        ({"reserve_percent": "20"}, "110 % of the share"),
        ({"effective_on": "2026-01-01"}, "later day than today"),
        ({"share_percent": "-1"}, "from 0 to 100"),
        ({"share_percent": "40.005"}, "no more than 2 decimal"),
        ({"text": "  "}, "required"),
    ],
)
def test_wrong_policy_is_refused_in_words_and_loses_nothing(
    ann: Client, changes: dict[str, str], words: str
) -> None:
    page = ann.post(
        reverse("admin:shares_sharepolicy_add"), write_policy(**changes)
    ).content.decode()

    assert words in page
    assert "The board decided so" in page
    assert SharePolicy.objects.count() == 1


def test_deciding_needs_its_own_permission(ann: Client) -> None:
    ann.post(reverse("admin:shares_sharepolicy_add"), write_policy())
    policy = SharePolicy.objects.get(version=2)
    clerk = sign_in("clerk", "view_sharepolicy", "add_sharepolicy")

    address = reverse("admin:shares_sharepolicy_press", args=(2, "approve"))

    assert clerk.post(address, {"reason": "x"}).status_code == 403
    policy.refresh_from_db()
    assert policy.state == "proposed"


def test_allocation_policy_is_proposed_and_rejected(ann: Client, ben: Client) -> None:
    day = timezone.now().date() + timedelta(days=3)
    form = {"rule": "weights", "effective_on": str(day), "text": "By weight.", "reason": "Try it"}
    ann.post(reverse("admin:shares_allocationpolicy_add"), form)
    policy = AllocationPolicy.objects.get(version=2)

    press(ben, policy, "reject")

    policy.refresh_from_db()
    assert (policy.state, policy.decision_reason) == ("rejected", "Looked at")


def test_preview_shows_every_part_and_writes_nothing(
    ann: Client, matured: None, accounts: list[str]
) -> None:
    page = ann.get(reverse("admin:shares_allocationrun_preview"))

    assert page.content.decode().count("$0.56") == 2 * len(accounts)  # the sum and the part
    assert AllocationRun.objects.count() == 0
    assert get_balance("fund:training:available") == 616


def test_confirming_does_what_the_preview_showed(
    ann: Client, matured: None, accounts: list[str]
) -> None:
    address = reverse("admin:shares_allocationrun_preview")
    shown = ann.get(address).context["plan"].fingerprint

    ann.post(address, {"fingerprint": shown, "reason": "March"})

    run = AllocationRun.objects.get()
    user = get_user_model().objects.get(username="ann")
    assert (run.total_minor, run.reason, run.confirmed_by) == (616, "March", f"staff:{user.pk}")
    assert get_balance("fund:training:available") == 0


def test_stale_preview_is_refused_in_words(ann: Client, matured: None, accounts: list[str]) -> None:
    address = reverse("admin:shares_allocationrun_preview")
    shown = ann.get(address).context["plan"].fingerprint
    open_training_account(code="ZZZZZZZZ", pseudonym="Leaf Z", opened_on=NOON.date())

    page = ann.post(address, {"fingerprint": shown, "reason": "March"}).content.decode()

    assert "changed meanwhile" in page
    assert "March" in page
    assert AllocationRun.objects.count() == 0
    assert get_balance("fund:training:available") == 616


def test_confirming_needs_its_own_permission(matured: None, accounts: list[str]) -> None:
    clerk = sign_in("clerk", "view_allocationrun")
    address = reverse("admin:shares_allocationrun_preview")
    shown = clerk.get(address).context["plan"].fingerprint

    assert clerk.post(address, {"fingerprint": shown, "reason": "x"}).status_code == 403
    assert AllocationRun.objects.count() == 0


def test_money_without_an_active_account_is_seen_on_today_and_above_the_runs(
    ann: Client, matured: None
) -> None:
    today = ann.get(reverse("admin:index"))
    runs = ann.get(reverse("admin:shares_allocationrun_changelist")).content.decode()

    assert "Money that waits in the fund" in {str(one.title) for one in today.context["waiting"]}
    assert "$6.16 waits in the fund: no training account is active." in runs


def test_explanation_recomputes_the_run_and_says_so(
    ann: Client, matured: None, accounts: list[str]
) -> None:
    address = reverse("admin:shares_allocationrun_preview")
    shown = ann.get(address).context["plan"].fingerprint
    ann.post(address, {"fingerprint": shown, "reason": "March"})
    run = AllocationRun.objects.get()

    page = ann.get(reverse("admin:shares_allocationrun_explanation", args=(run.pk,)))

    assert page.context["faults"] == []
    assert "The parts sum to $6.16, which is what left the fund." in page.content.decode()


def test_top_up_is_posted_once_another_person_approves(ann: Client, ben: Client) -> None:
    ann.post(reverse("admin:shares_reservetopup_add"), {"amount": "250.00", "reason": "Year end"})
    top_up = ReserveTopUp.objects.get()

    own = press(ann, top_up, "approve")
    refused = get_balance("reserve")
    press(ben, top_up, "approve")
    press(ben, top_up, "approve")

    assert "ask a colleague" in own
    assert (refused, get_balance("reserve"), get_balance("general")) == (0, 25_000, -25_000)


@pytest.mark.parametrize("amount", ["0", "-5", "1000000000000000", "0.001", "much"])
def test_wrong_top_up_is_refused_and_loses_nothing(ann: Client, amount: str) -> None:
    form = {"amount": amount, "reason": "Year end"}

    page = ann.post(reverse("admin:shares_reservetopup_add"), form)

    assert page.status_code == 200
    assert "Year end" in page.content.decode()
    assert ReserveTopUp.objects.count() == 0


def test_target_and_plan_budget_are_set_with_a_reason(ann: Client, accounts: list[str]) -> None:
    today = str(timezone.now().date())
    ann.post(
        reverse("admin:shares_reservetarget_add"),
        {"target": "500", "effective_on": today, "reason": "Two months of returns"},
    )
    ann.post(
        reverse("admin:shares_accountfunding_add"),
        {"account_code": accounts[0], "plan_budget": "320.50", "weight": "2", "reason": "Course"},
    )
    missing = ann.post(
        reverse("admin:shares_accountfunding_add"),
        {"account_code": "ZZZZZZZZ", "plan_budget": "1", "weight": "1", "reason": "Typo"},
    )

    assert ReserveTarget.objects.get().target_minor == 50_000
    assert AccountFunding.objects.get().plan_budget_minor == 32_050
    assert "no active training account" in missing.content.decode()


@pytest.mark.parametrize(
    "screen",
    ["reservetopup", "reservetarget", "reservealert", "accountfunding", "allocationpolicy"],
)
def test_each_list_opens(ann: Client, screen: str) -> None:
    assert ann.get(reverse(f"admin:shares_{screen}_changelist")).status_code == 200

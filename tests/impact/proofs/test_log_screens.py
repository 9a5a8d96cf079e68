"""Staff see how the log stands, and change nothing of it."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from impact.proofs.models import Checkpoint, LogKey, Verification
from impact.proofs.services.checkpoints import make_checkpoint
from impact.proofs.services.sealing import seal_entries
from impact.proofs.services.verification import verify_everything
from tests.impact.sales import NOON, sell

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> Client:
    user = get_user_model().objects.create_superuser("chief", "chief@nomi.example", "x")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_status_of_an_empty_log_opens(chief: Client) -> None:
    page = chief.get(reverse("admin:proofs_status")).content.decode()

    assert "None yet" in page
    assert "Not run yet" in page


def test_status_says_what_is_sealed_published_and_proved(chief: Client) -> None:
    sell("N-1")
    seal_entries(now=NOON)
    make_checkpoint(now=NOON)
    sell("N-2")
    verify_everything(now=NOON)

    page = chief.get(reverse("admin:proofs_status")).content.decode()

    for words in ("64 leaves", "the oldest for", "nothing was found", "None has cosigned it"):
        assert words in page


@pytest.mark.parametrize("model", [Checkpoint, LogKey, Verification])
def test_screens_of_the_log_show_and_change_nothing(chief: Client, model: type) -> None:
    make_checkpoint(now=NOON)
    verify_everything(now=NOON)
    row = model.objects.get()
    name = f"admin:proofs_{model._meta.model_name}"

    assert chief.get(reverse(f"{name}_changelist")).status_code == 200
    assert chief.get(reverse(f"{name}_change", args=(row.pk,))).status_code == 200
    assert chief.post(reverse(f"{name}_change", args=(row.pk,)), {}).status_code == 403
    assert model.objects.get() == row


def test_status_is_for_those_who_may_see_it(client: Client) -> None:
    user = get_user_model().objects.create_user("desk", "desk@nomi.example", "x", is_staff=True)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(reverse("admin:proofs_status")).status_code == 403

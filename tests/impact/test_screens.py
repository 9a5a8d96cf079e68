import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from impact.books.models import Account, Entry
from impact.participants.models import TrainingAccount
from impact.shares.models import AllocationRun, MaturityRun, SaleLine
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from tests.impact.sales import NOON, give_back, sell

pytestmark = pytest.mark.django_db
FACTS = [Account, Entry, TrainingAccount, SaleLine, MaturityRun, AllocationRun]


@pytest.fixture
def chief(accounts: list[str], settings: object) -> Client:
    """A superuser at the desk, with a sale matured, allocated and refunded."""
    settings.RETURN_WINDOW_DAYS = 0
    sell()
    mature_shares(now=NOON)
    allocate_fund(now=NOON)
    give_back()
    user = get_user_model().objects.create_superuser("chief", "chief@nomi.example", "x")
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def name(model: type, page: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


@pytest.mark.parametrize("model", FACTS)
def test_list_opens_in_few_queries(
    chief: Client, model: type, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(16):
        response = chief.get(reverse(name(model, "changelist")))

    assert response.status_code == 200


@pytest.mark.parametrize("model", FACTS)
def test_not_even_a_superuser_writes_facts(chief: Client, model: type) -> None:
    row = model.objects.order_by("pk").first()
    before = list(model.objects.order_by("pk").values())
    change = reverse(name(model, "change"), args=(row.pk,))

    assert chief.get(change).status_code == 200
    assert chief.post(change, {"status": "closed"}).status_code == 403
    assert (
        chief.post(reverse(name(model, "delete"), args=(row.pk,)), {"post": "yes"}).status_code
        == 403
    )
    assert chief.get(reverse(name(model, "add"))).status_code == 403
    assert list(model.objects.order_by("pk").values()) == before


def test_training_account_shows_its_statement(chief: Client) -> None:
    account = TrainingAccount.objects.order_by("pk").first()

    page = chief.get(reverse(name(TrainingAccount, "change"), args=(account.pk,)))

    assert page.content.decode().count("<td>$0.56</td>") == 2  # credited, and the balance after


def test_statement_link_leads_to_the_lines_of_the_account(chief: Client) -> None:
    account = TrainingAccount.objects.order_by("pk").first()
    books_account = Account.objects.get(code=account.books_code)
    statement = reverse("admin:books_account_statement", args=(books_account.pk,))

    page = chief.get(reverse(name(TrainingAccount, "change"), args=(account.pk,)))

    assert f'href="{statement}"' in page.content.decode()
    assert len(chief.get(statement).context["lines"]) == 1

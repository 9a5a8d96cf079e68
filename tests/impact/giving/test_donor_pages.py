"""What a donor sees afterwards: the gift, its receipt, the monthly gift, the account."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from impact.giving.links import get_gift_token, get_monthly_token
from impact.giving.models import MonthlyGift
from impact.giving.services.placing import Donor
from impact.giving.services.receipts import find_standing, void_receipt
from nomi.sandbox.payments import DECLINED, GOOD
from nomi.sandbox.server import Sandbox
from tests.impact.giving.builders import begin, give, pay_for, read_facts, receive_here
from tests.impact.giving.test_monthly import begin as begin_monthly
from tests.impact.giving.test_monthly import pass_months, set_card, sync

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _count_anew() -> None:
    cache.clear()


def prove(client: Client, path: str, email: str = "ada@donor.example") -> Any:
    return client.post(path, {"email": email})


@pytest.fixture
def ada(client: Client) -> Any:
    """Return a signed-in shopper whose address is confirmed."""
    user = get_user_model().objects.create_user("ada", "ada@donor.example", "x-long-enough-1")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.force_login(user)
    return user


def test_way_back_from_stripe_settles_and_thanks(client: Client, stripe: Sandbox) -> None:
    gift = begin()
    path = f"/give/gift/{get_gift_token(gift)}/"
    prove(client, path)
    assert "Your gift is not paid yet" in client.get(path).content.decode()
    pay_for(stripe, gift)

    page = client.get(path)

    assert "Thank you for your gift" in page.content.decode()
    assert "No goods or services were given" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert read_facts(gift)["state"] == "paid"


def test_link_alone_opens_nothing(client: Client) -> None:
    gift = receive_here()
    path = f"/give/gift/{get_gift_token(gift)}/"

    assert "Is this gift yours?" in client.get(path).content.decode()
    assert b"Ada Byron" not in client.get(path).content
    assert client.get(f"{path}receipt-1.pdf")["Content-Type"].startswith("text/html")
    assert prove(client, path, "eve@donor.example").status_code == 422
    assert prove(client, path).status_code == 302
    assert client.get(f"{path}receipt-1.pdf")["Content-Type"] == "application/pdf"
    assert client.get(f"{path}receipt-9.pdf").status_code == 404


def test_wrong_link_answers_like_a_wrong_address(client: Client, settings: Any) -> None:
    settings.GIVING_PROOFS_PER_HOUR = 2
    right = f"/give/gift/{get_gift_token(receive_here())}/"

    wrong = [prove(client, "/give/gift/none/", "eve@donor.example") for _ in range(3)]
    other = [prove(client, right, "eve@donor.example") for _ in range(3)]

    assert [answer.status_code for answer in wrong] == [422, 422, 422]
    texts = [[str(answer.context["form"].errors) for answer in row] for row in (wrong, other)]
    assert texts[0] == texts[1]
    assert "Too many addresses" in texts[0][2]


def test_account_lists_gifts_of_its_confirmed_address(client: Client, ada: Any) -> None:
    receive_here()

    page = client.get("/account/giving/")

    assert "R-000001" in page.content.decode()
    year = page.context["years"][0]
    paper = client.get(f"/account/giving/{year}.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert client.get("/account/giving/2010.pdf").status_code == 404


def test_account_offers_no_paper_of_a_year_without_a_standing_receipt(
    client: Client, ada: Any
) -> None:
    gift = receive_here()
    void_receipt(
        receipt=find_standing(gift), reason="Paid twice.", actor="staff", now=timezone.now()
    )

    page = client.get("/account/giving/")

    assert [each["gift"] for each in page.context["gifts"]] == [gift]
    assert page.context["years"] == []


def test_account_offers_no_paper_of_what_it_gave_under_another_address(
    client: Client, ada: Any
) -> None:
    receive_here(donor=Donor(name="Ada", email="work@donor.example", user_key=ada.pk))

    page = client.get("/account/giving/")

    assert len(page.context["gifts"]) == 1
    assert page.context["years"] == []


def test_account_leads_to_its_own_gifts_only(client: Client, ada: Any) -> None:
    gift = receive_here()

    page = client.get(f"/account/giving/{gift.number}/", follow=True)

    assert "Thank you for your gift" in page.content.decode()
    EmailAddress.objects.update(verified=False)
    assert client.get(f"/account/giving/{gift.number}/").status_code == 404


def test_account_leads_from_a_refused_card_to_another(
    client: Client, stripe: Sandbox, ada: Any
) -> None:
    monthly = begin_monthly(stripe)
    before = client.get("/account/giving/").content.decode()
    set_card(stripe, monthly, DECLINED)
    pass_months(stripe)
    sync(monthly)

    page = client.get("/account/giving/").content.decode()

    assert [text.count("Give another card") for text in (before, page)] == [0, 1]


def test_account_with_an_unconfirmed_address_sees_nothing(client: Client, ada: Any) -> None:
    receive_here()
    EmailAddress.objects.update(verified=False)

    page = client.get("/account/giving/")

    assert page.context["gifts"] == []
    year = receive_here().placed_at.year
    assert client.get(f"/account/giving/{year}.pdf").status_code == 404


def test_account_asks_as_much_for_three_gifts_as_for_one(
    client: Client, ada: Any, django_assert_num_queries: Any
) -> None:
    receive_here()
    client.get("/account/giving/")
    for _more in range(2):
        with django_assert_num_queries(5):
            client.get("/account/giving/")
        receive_here()
        receive_here()


def test_stranger_is_sent_to_the_door(client: Client) -> None:
    assert client.get("/account/giving/").status_code == 302


def act(client: Client, monthly: MonthlyGift, **words: str) -> Any:
    return client.post(f"/give/monthly/{get_monthly_token(monthly)}/", words)


@pytest.fixture
def monthly(client: Client, stripe: Sandbox) -> MonthlyGift:
    """Return a monthly gift whose page is open to this browser."""
    made = begin_monthly(stripe)
    prove(client, f"/give/monthly/{get_monthly_token(made)}/")
    return made


def test_donor_changes_pauses_and_ends_it(client: Client, monthly: MonthlyGift) -> None:
    states = []
    for words in ({"amount": "30"}, {"act": "pause"}, {"act": "resume"}, {"act": "cancel"}):
        assert act(client, monthly, **words).status_code == 302
        monthly.refresh_from_db()
        states.append((monthly.state, monthly.amount_minor))

    assert states == [
        ("active", 3_000),
        ("paused", 3_000),
        ("active", 3_000),
        ("cancelled", 3_000),
    ]


@pytest.mark.parametrize(
    ("wanted", "words", "other"),
    [
        ("pause", "Nothing is taken until you begin again.", "The receipt of each payment"),
        ("cancel", "Nothing more is taken. What you gave stays acknowledged.", "The receipt of"),
    ],
)
def test_page_says_that_nothing_is_taken_while_nothing_is(
    client: Client, monthly: MonthlyGift, wanted: str, words: str, other: str
) -> None:
    act(client, monthly, act=wanted)

    pages = [client.get(act_path(monthly)).content.decode() for _visit in range(2)]

    assert [(words in page, other in page) for page in pages] == [(True, False)] * 2


@pytest.mark.parametrize("words", [{"amount": "4"}, {"amount": ""}, {"act": "retry"}])
def test_what_cannot_be_is_said_on_the_page(
    client: Client, monthly: MonthlyGift, words: dict[str, str]
) -> None:
    answer = act(client, monthly, **words)

    monthly.refresh_from_db()
    assert answer.status_code == 422
    assert (monthly.state, monthly.amount_minor) == ("active", 2_500)


def test_refused_card_is_replaced_and_tried_again(
    client: Client, stripe: Sandbox, monthly: MonthlyGift
) -> None:
    set_card(stripe, monthly, DECLINED)
    pass_months(stripe)
    sync(monthly)
    assert "Your card was refused" in client.get(act_path(monthly)).content.decode()
    assert act(client, monthly, act="card")["Location"].startswith(f"{stripe.url}/pay/bps_")
    assert act(client, monthly, act="retry").status_code == 422

    set_card(stripe, monthly, GOOD)
    assert act(client, monthly, act="retry").status_code == 302

    monthly.refresh_from_db()
    assert (monthly.state, monthly.gifts.count()) == ("active", 2)


def act_path(monthly: MonthlyGift) -> str:
    return f"/give/monthly/{get_monthly_token(monthly)}/"


def test_monthly_page_without_proof_does_nothing(stripe: Sandbox, monthly: MonthlyGift) -> None:
    stranger = Client()

    act(stranger, monthly, act="cancel")

    monthly.refresh_from_db()
    assert monthly.state == "active"


def test_stripe_away_changes_nothing(client: Client, monthly: MonthlyGift, settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"

    answer = act(client, monthly, act="cancel")

    monthly.refresh_from_db()
    assert (answer.status_code, monthly.state) == (422, "active")
    assert "Nothing was changed." in answer.content.decode()


def test_gift_given_back_says_so(client: Client, stripe: Sandbox) -> None:
    gift = give(stripe)
    path = f"/give/gift/{get_gift_token(gift)}/"
    prove(client, path)
    type(gift).objects.filter(pk=gift.pk).update(state="refunded", refunded_minor=5_000)

    assert "Your gift went back to you" in client.get(path).content.decode()

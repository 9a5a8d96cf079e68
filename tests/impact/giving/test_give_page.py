"""The page on which a gift is made: every error beside its field, nothing lost, thieves slowed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from impact.giving.models import Gift, MonthlyGift
from nomi.platform.seals import make_seal
from nomi.sandbox.server import Sandbox

pytestmark = pytest.mark.django_db
GIFT = {
    "frequency": "once",
    "preset": "5000",
    "amount": "",
    "purpose": "",
    "donor_name": "Ada Byron",
    "donor_email": "ada@donor.example",
    "website": "",
}


@pytest.fixture(autouse=True)
def _count_anew() -> None:
    cache.clear()


def seal(**ago: float) -> str:
    return make_seal(now=timezone.now() - timedelta(**(ago or {"minutes": 1})))


def post(client: Client, *, network: str = "203.0.113.9", **changes: str) -> Any:
    words = {**GIFT, "seal": seal(), **changes}
    return client.post("/give/", words, REMOTE_ADDR=network)


def list_errors(answer: Any) -> set[str]:
    return set(answer.context["form"].errors)


def test_page_says_how_to_end_and_who_controls_before_paying(client: Client) -> None:
    page = client.get("/give/").content.decode()

    assert "can be changed, paused or ended at any time" in page
    assert "Nomi Network keeps full control and discretion over its funds." in page
    assert ["$25" in page, "$50" in page, "$100" in page, "$250" in page] == [True] * 4


def test_field_for_machines_is_out_of_a_keyboards_way(client: Client) -> None:
    page = client.get("/give/").content.decode()

    (field,) = re.findall(r'<input[^>]*name="website"[^>]*>', page)
    assert 'tabindex="-1"' in field


def test_postal_address_may_have_lines(client: Client) -> None:
    answer = post(client, donor_address="1 Test Street\r\nNew York NY 10001")

    assert answer.status_code == 200
    form = answer.context["form"]
    assert form.cleaned_data["donor_address"] == "1 Test Street\nNew York NY 10001"


@pytest.mark.parametrize("chosen", ["5000", "other", ""])
def test_gift_is_shown_once_more_with_the_exact_fee(client: Client, chosen: str) -> None:
    page = post(client, preset=chosen, amount="40").content.decode()

    assert "Add $1.50 for the card fee" in page
    assert "You pay $41.50, and exactly $40.00 is left" in " ".join(page.split())
    assert Gift.objects.count() == 0


def test_paying_leads_to_stripe_and_keeps_what_was_chosen(client: Client, stripe: Sandbox) -> None:
    answer = post(
        client,
        step="pay",
        covers_fee="on",
        purpose="school",
        shows_name="on",
        display_name="A.",
        employer="Analytical Engines",
        tribute="memory",
        tribute_name="Charles",
        card_by="email",
        card_email="friend@donor.example",
        card_message="With love.",
    )

    gift = Gift.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, gift.session_url)
    assert answer["Location"].startswith(stripe.url)
    assert (gift.amount_minor, gift.fee_covered_minor, gift.purpose) == (5_000, 180, "school")
    assert (gift.is_anonymous, gift.display_name, gift.matching) == (False, "A.", "named")
    assert (gift.tribute, gift.card_by, gift.card_message) == ("memory", "email", "With love.")


def test_monthly_gift_leads_to_stripe(client: Client, stripe: Sandbox) -> None:
    checked = post(client, frequency="monthly")
    answer = post(client, frequency="monthly", step="pay")

    assert "The same is taken each month until you end it." in checked.content.decode()
    assert (answer.status_code, answer["Location"]) == (303, MonthlyGift.objects.get().session_url)


def test_same_form_sent_twice_is_one_gift(client: Client, stripe: Sandbox) -> None:
    stamp = seal()

    first, second = (post(client, step="pay", seal=stamp) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Gift.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"donor_name": ""}, {"donor_name"}),
        ({"donor_email": "ada"}, {"donor_email"}),
        ({"preset": "other"}, {"amount"}),
        ({"preset": "other", "amount": "4.99"}, {"amount"}),
        ({"preset": "other", "amount": "25,000.01"}, {"amount"}),
        ({"preset": "other", "amount": "much"}, {"amount"}),
        ({"tribute": "honour"}, {"tribute_name"}),
        ({"tribute": "honour", "tribute_name": "C.", "card_by": "email"}, {"card_email"}),
        (
            {"tribute": "honour", "tribute_name": "C.", "card_by": "post"},
            {"card_name", "card_address"},
        ),
        ({"tribute": "honour", "tribute_name": "C.", "frequency": "monthly"}, {"tribute"}),
        ({"website": "http://spam.example"}, {"website"}),
        ({"seal": "forged"}, {"__all__"}),
    ],
)
@pytest.mark.parametrize("step", ["check", "pay"])
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    client: Client, changes: dict[str, str], fields: set[str], step: str
) -> None:
    answer = post(client, step=step, employer="Analytical Engines", **changes)

    assert answer.status_code == 422
    assert list_errors(answer) == fields
    assert "Analytical Engines" in answer.content.decode()
    assert Gift.objects.count() == 0


def test_form_sent_faster_than_a_person_types_is_asked_again(client: Client) -> None:
    answer = post(client, step="pay", seal=seal(seconds=0.5))

    assert answer.status_code == 422
    assert Gift.objects.count() == 0


def test_change_something_opens_the_form_as_it_was(client: Client) -> None:
    answer = post(client, step="change", donor_name="Ada King")

    assert (answer.status_code, list_errors(answer)) == (200, set())
    assert "Ada King" in answer.content.decode()


def test_stripe_away_is_said_on_the_page_and_tried_again(client: Client, settings: Any) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"

    answer = post(client, step="pay")

    assert answer.status_code == 503
    assert "Nothing was taken." in answer.content.decode()
    assert Gift.objects.get().state == "placed"


def test_one_browser_that_tests_cards_is_slowed(
    client: Client, stripe: Sandbox, settings: Any
) -> None:
    settings.GIVING_TRIES_PER_SESSION = 2

    answers = [post(client, step="pay").status_code for _ in range(3)]

    assert answers == [303, 303, 429]
    assert Gift.objects.count() == 2


def test_honest_donor_behind_the_same_network_still_gives(
    client: Client, stripe: Sandbox, settings: Any
) -> None:
    settings.GIVING_TRIES_PER_SESSION = 1
    for _ in range(4):
        post(client, step="pay")

    assert post(Client(), step="pay").status_code == 303


def test_network_that_begins_hundreds_is_slowed_whatever_its_cookies(
    stripe: Sandbox, settings: Any
) -> None:
    settings.GIVING_TRIES_PER_NETWORK = 2

    answers = [post(Client(), step="pay").status_code for _ in range(3)]
    elsewhere = post(Client(), step="pay", network="198.51.100.7").status_code

    assert (answers, elsewhere) == ([303, 303, 429], 303)


def test_forged_forwarded_address_is_ignored(stripe: Sandbox, settings: Any) -> None:
    settings.GIVING_TRIES_PER_NETWORK = 2

    answers = [
        Client()
        .post(
            "/give/",
            {**GIFT, "seal": seal(), "step": "pay"},
            REMOTE_ADDR="203.0.113.9",
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
        .status_code
        for number in range(3)
    ]

    assert answers == [303, 303, 429]


def test_closed_giving_says_so(client: Client, settings: Any) -> None:
    settings.CHARITY_EIN = ""

    assert "Gifts cannot be taken here yet." in client.get("/give/").content.decode()
    assert post(client, step="pay").status_code == 422
    assert Gift.objects.count() == 0

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from impact.pages.her_paper import write_her_paper
from impact.pages.her_statement import UnknownTrainingAccountError, get_her_statement
from impact.participants.models import TrainingAccount
from impact.participants.services import change_status
from impact.participants.services.disputes import answer_dispute, take_dispute
from impact.payouts.services import progress
from impact.payouts.services.files import take_paper
from impact.shares.services.allocation import allocate_fund
from impact.shares.services.maturity import mature_shares
from impact.vault.services.looking import Looker, reveal_field
from impact.vault.services.writing import write_fields
from nomi.platform.people import name_actor
from tests.impact.payouts import builders
from tests.impact.payouts.leaving import propose, release_whole
from tests.impact.sales import NOON, sell
from tests.impact.vault.builders import HERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(accounts: list[str], settings: object) -> str:
    """An account that got its part of one sale's share: 614 cents among eleven."""
    settings.RETURN_WINDOW_DAYS = 0
    sell()
    mature_shares(now=NOON)
    allocate_fund(now=NOON + timedelta(days=1))
    return accounts[0]


def test_credit_says_why_it_came(code: str) -> None:
    statement = get_her_statement(code)

    (movement,) = statement.movements
    assert movement.words == (
        "On 3 March 2026 $0.56 came from the Training Fund: it was divided equally among"
        " 11 accounts."
    )
    assert (statement.received_minor, statement.left_minor) == (56, 56)


def test_balance_that_went_back_is_told_and_still_came_in(code: str) -> None:
    builders.run_with_guards_off(
        "UPDATE participants_trainingaccount SET opened_on = '2020-01-01' WHERE code = %s", code
    )
    builders.run_with_guards_off("UPDATE participants_statuschange SET \"on\" = '2020-01-01'")
    change_status(
        account_code=code,
        status="left",
        on=date(2020, 1, 2),
        reason="Moved.",
        actor="staff:9",
        now=datetime(2020, 1, 2, 12, tzinfo=UTC),
    )
    release_whole(propose(account_code=code))

    statement = get_her_statement(code)

    assert statement.movements[-1].words == (
        f"On {timezone.now():%-d %B %Y} $0.56 went back to the Training Fund. It had waited for 24"
        " months after you left the programme, and three people agreed."
    )
    figures = (statement.received_minor, statement.released_minor, statement.left_minor)
    assert figures == (56, 56, 0)
    paper = PdfReader(BytesIO(write_her_paper(statement))).pages[0].extract_text()
    for words in ("Went back to the fund", "is kept for your training", "number of the line"):
        assert words in " ".join(paper.split())


def test_every_step_of_a_payment_is_told(code: str) -> None:
    held = builders.make_payout(account_code=code, amount_minor=6)
    paid = builders.settle_payout(
        builders.make_payout(held.draw.provider, account_code=code, amount_minor=10)
    )
    voided = builders.make_payout(held.draw.provider, account_code=code, amount_minor=20)
    progress.void_payout(
        payout_uid=voided.uid, reason="Never sent.", actor="staff:2", now=timezone.now()
    )
    builders.request_draw(held.draw.provider, account_code=code, amount_minor=1)

    statement = get_her_statement(code)

    day = f"{timezone.now():%-d %B %Y}"
    assert [one.words for one in statement.movements[1:]] == [
        f"On {day} $0.06 was set aside for First term at Sample School.",
        f"On {day} $0.10 was set aside for First term at Sample School.",
        f"On {day} $0.20 was set aside for First term at Sample School.",
        f"On {day} $0.20 came back: the payment for First term at Sample School was not made.",
    ]
    assert [one.left_minor for one in statement.movements] == [56, 50, 40, 20, 40]
    assert [one.state for one in statement.payments] == [
        "set aside; on its way soon",
        "paid",
        "not made; the money is back in your account",
        "asked for; nobody has decided yet",
    ]
    figures = (statement.received_minor, statement.paid_minor, statement.aside_minor)
    assert (*figures, statement.left_minor) == (56, 10, 6, 40)
    assert paid.state == "settled"


def test_returned_payment_is_told_and_not_counted_as_paid(code: str) -> None:
    payout = builders.settle_payout(builders.make_payout(account_code=code, amount_minor=10))
    progress.return_payout(
        payout_uid=payout.uid,
        returned_minor=9,
        reference="BACK-1",
        returned_on=timezone.now().date(),
        actor="system",
        now=timezone.now(),
    )

    statement = get_her_statement(code)

    assert statement.movements[-1].words.endswith("at Sample School was returned to us.")
    assert (statement.received_minor, statement.paid_minor, statement.left_minor) == (56, 0, 56)


def test_unknown_code_has_no_statement(db: None) -> None:
    with pytest.raises(UnknownTrainingAccountError):
        get_her_statement("ZZZZZZZZ")


def sign_in(*permissions: str) -> Client:
    user = get_user_model().objects.create_user("carer", "c@nomi.example", "x", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_page_is_plain_and_names_nobody(code: str) -> None:
    response = sign_in("view_trainingaccount", "view_drawrequest").get(
        reverse("her-statement", args=(code,))
    )

    page = response.content.decode()
    assert '<html lang="en' in page
    assert "<title>Statement</title>" in page
    assert code in page
    assert response["Cache-Control"].startswith("no-store, private")
    assert not any(word in page for word in ("debit", "ledger", "allocation", "Nomi"))


@pytest.mark.parametrize("held", [(), ("view_trainingaccount",), ("view_drawrequest",)])
def test_page_needs_both_permissions(code: str, held: tuple[str, ...]) -> None:
    address = reverse("her-statement", args=(code,))

    assert sign_in(*held).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_page_of_an_unknown_code_is_not_there(db: None) -> None:
    client = sign_in("view_trainingaccount", "view_drawrequest")

    assert client.get(reverse("her-statement", args=("ZZZZZZZZ",))).status_code == 404


def test_page_asks_as_much_for_many_lines_as_for_few(code: str) -> None:
    client = sign_in("view_trainingaccount", "view_drawrequest")
    counts = []
    for number in range(3):
        sell(f"M-{number}")
        mature_shares(now=NOON)
        allocate_fund(now=NOON)
        if number != 1:
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("her-statement", args=(code,)))
            counts.append(len(queries))

    assert counts[0] == counts[1] == 17


def test_page_is_read_in_khmer_and_in_no_unknown_language(code: str) -> None:
    client = sign_in("view_trainingaccount", "view_drawrequest")
    address = reverse("her-statement", args=(code,))

    khmer = client.get(address, {"in": "km"})

    assert '<html lang="km"' in khmer.content.decode()
    assert "មូលនិធិបណ្តុះបណ្តាល" in khmer.content.decode()
    assert khmer["Content-Language"] == "km"
    assert client.get(address, {"in": "xx"}).status_code == 404


def test_questions_stand_on_the_page_with_their_answers(code: str) -> None:
    account = TrainingAccount.objects.get(code=code)
    asked = {"participant_id": account.participant.pk, "actor": "staff:1", "now": NOON}
    first = take_dispute(line_number=1, her_words="Why so little?", **asked)
    take_dispute(line_number=2, her_words="What is this?", **asked)
    answer_dispute(dispute_id=first.pk, answer="A share of one.", actor="staff:2", now=NOON)

    page = sign_in("view_trainingaccount", "view_drawrequest").get(
        reverse("her-statement", args=(code,))
    )

    assert [(one.line_number, one.answer) for one in page.context["statement"].questions] == [
        (1, "A share of one."),
        (2, ""),
    ]
    assert "not yet answered" in page.content.decode()


def test_she_sees_who_looked_at_her_record_and_why(code: str) -> None:
    worker = get_user_model().objects.create_user("worker", is_staff=True)
    looker = Looker(actor=name_actor(worker), reason="To call her about it.", address="", now=NOON)
    write_fields(account_code=code, values={"phone": "+855 12 345 678"}, looker=looker)
    reveal_field(account_code=code, field="phone", looker=looker)
    client = sign_in("view_trainingaccount", "view_drawrequest")

    page = client.get(reverse("her-statement", args=(code,))).content.decode()
    paper = read_pdf(client.get(reverse("her-statement-pdf", args=(code,))).content)

    looks = get_her_statement(code).looks
    assert [(one.who, one.what, one.field) for one in looks] == [
        ("worker", "read", "phone"),
        ("worker", "written", "phone"),
    ]
    assert "To call her about it." in page
    assert "To call her about it." in paper
    assert "345 678" not in page + paper


def test_she_reads_who_looked_in_her_own_language(code: str) -> None:
    looker = Looker(actor="staff:1", reason="To call her about it.", address="", now=NOON)
    write_fields(account_code=code, values=HERS, looker=looker)

    with translation.override("km"):
        looks = get_her_statement(code).looks

    assert len({one.field for one in looks}) == len(HERS)
    assert [one for one in looks if re.search("[a-z]", one.what + one.field)] == []


def test_she_sees_who_took_a_paper_of_her_payments(code: str) -> None:
    worker = get_user_model().objects.create_user("worker", is_staff=True)
    paper = builders.attach(
        builders.request_draw(account_code=code, amount_minor=1), "confirmation"
    )
    take_paper(attachment=paper, actor=name_actor(worker), reason="To compare it.", now=NOON)

    page = sign_in("view_trainingaccount", "view_drawrequest").get(
        reverse("her-statement", args=(code,))
    )

    assert [(one.who, one.what) for one in get_her_statement(code).looks] == [
        ("worker", "took a paper of a payment")
    ]
    assert "her confirmation: To compare it." in page.text


def test_paper_says_the_same_in_english(code: str) -> None:
    take_dispute(
        participant_id=TrainingAccount.objects.get(code=code).participant.pk,
        line_number=1,
        her_words="ហេតុអ្វី",
        actor="staff:1",
        now=NOON,
    )

    response = sign_in("view_trainingaccount", "view_drawrequest").get(
        reverse("her-statement-pdf", args=(code,))
    )

    words = read_pdf(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="statement.pdf"'
    assert response["Cache-Control"].startswith("no-store, private")
    assert code in words
    assert "came from the Training Fund" in words
    assert "In her own script on the page." in words
    assert sign_in_nobody(code) == 403


def sign_in_nobody(code: str) -> int:
    client = Client()
    client.force_login(get_user_model().objects.create_user("other", is_staff=True))
    return client.get(reverse("her-statement-pdf", args=(code,))).status_code


def read_pdf(content: bytes) -> str:
    """Return the words on all pages, whatever the breaks of their lines."""
    pages = PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)

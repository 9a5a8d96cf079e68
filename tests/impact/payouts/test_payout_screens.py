"""The screens: each person sees what she may do next, says why, and loses nothing she typed."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from impact.payouts.models import BankDetails, DrawRequest, Fact, Payout, TrainingProvider
from tests.impact.payouts import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]
LIST = "admin:payouts_drawrequest_changelist"


def sign_in(name: str, *permissions: str) -> Client:
    """A staff person who may look, and do these things."""
    user = get_user_model().objects.create_user(name, f"{name}@nomi.example", "x", is_staff=True)
    codes = [
        *("view_drawrequest", "view_trainingprovider", "view_fact", "view_payout"),
        *("view_attachment", "view_bankdetails", *permissions),
    ]
    user.user_permissions.set(
        Permission.objects.filter(codename__in=codes, content_type__app_label="payouts")
    )
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.actor = f"staff:{user.pk}"
    return client


def ask(draw: DrawRequest, name: str) -> str:
    return reverse("admin:payouts_drawrequest_ask", args=(draw.pk, name))


def paper(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("her name.jpg", content or builders.draw_picture())


def read(client: Client, address: str, **data: str) -> str:
    return client.get(address, data).content.decode()


def test_line_that_is_not_in_her_plan_is_answered_with_those_that_are() -> None:
    provider = builders.make_provider()
    asker = sign_in("asker", "add_drawrequest")

    page = asker.post(
        reverse("admin:payouts_drawrequest_add"),
        {
            "account_code": builders.CODE,
            "plan_line": "first term",
            "provider": provider.pk,
            "amount": "120.00",
            "reason": "The term begins.",
        },
    )

    assert "Her plan in force has these lines: First term." in page.content.decode()
    assert DrawRequest.objects.count() == 0


def test_whoever_decides_sees_the_budget_and_what_the_account_holds() -> None:
    draw = builders.request_draw()
    builders.keep_plan(builders.CODE, "First term")

    page = read(
        sign_in("yes", "approve_drawrequest"),
        reverse("admin:payouts_drawrequest_change", args=(draw.pk,)),
    )

    assert "$100,000.00, $99,880.00 of it not asked for" in page
    assert "$1,000.00" in page


def test_whole_path_by_four_people_on_the_screens() -> None:
    provider = builders.make_provider()
    asker, approver = sign_in("asker", "add_drawrequest"), sign_in("yes", "approve_drawrequest")
    worker = sign_in("worker", "confirm_drawrequest")
    releaser = sign_in("releaser", "release_drawrequest")

    asker.post(
        reverse("admin:payouts_drawrequest_add"),
        {
            "account_code": builders.CODE.lower(),
            "plan_line": "First term",
            "provider": provider.pk,
            "amount": "120.00",
            "reason": "The term begins.",
        },
    )
    draw = DrawRequest.objects.get()
    approver.post(ask(draw, "approve"), {"reason": "In her plan."})
    worker.post(
        ask(draw, "confirm"), {"method": "thumbprint", "language": "Khmer", "paper": paper()}
    )
    releaser.post(ask(draw, "release"), {"reason": "Agreed."})
    payout = builders.settle_payout(Payout.objects.get())
    worker.post(ask(draw, "proof"), {"paper": paper()})

    payout.refresh_from_db()
    assert (payout.state, payout.amount_minor) == ("completed", 12_000)
    steps = list(Fact.objects.filter(draw=draw).values_list("what", flat=True))
    assert [step for step in steps if step != "paper added"] == [
        *("requested", "approved", "confirmed by her", "released", "paid", "completed")
    ]
    page = read(worker, reverse("admin:payouts_drawrequest_change", args=(draw.pk,)))
    assert "releaser" in page
    assert "her name" not in page


def test_each_sees_only_what_she_may_do_next() -> None:
    draw = builders.request_draw()
    approver = sign_in("yes", "approve_drawrequest")
    both = sign_in("both", "approve_drawrequest", "release_drawrequest")
    looker = sign_in("looker")
    page = reverse("admin:payouts_drawrequest_change", args=(draw.pk,))

    assert ask(draw, "approve") in read(approver, page)
    assert ask(draw, "approve") not in read(looker, page)
    assert looker.post(ask(draw, "approve"), {"reason": "x"}).status_code == 403
    both.post(ask(draw, "approve"), {"reason": "Yes."})
    builders.confirm_draw(draw)

    assert ask(draw, "release") not in read(both, page)
    assert both.get(reverse(LIST), {"waits": "release"}).context["cl"].result_count == 0
    both.post(ask(draw, "release"), {"reason": "Me again."})
    assert Payout.objects.count() == 0


def test_her_word_is_taken_by_another_than_who_asked() -> None:
    asker = sign_in("asker", "add_drawrequest", "confirm_drawrequest")
    worker = sign_in("worker", "confirm_drawrequest")
    draw = builders.approve_draw(builders.request_draw(actor=asker.actor))
    page = reverse("admin:payouts_drawrequest_change", args=(draw.pk,))

    offered = [ask(draw, "confirm") in read(client, page) for client in (asker, worker)]
    refused = asker.post(
        ask(draw, "confirm"), {"method": "thumbprint", "language": "Khmer", "paper": paper()}
    )

    assert offered == [False, True]
    assert "no longer possible" in refused.content.decode()
    assert draw.attachments.count() == 0


def test_reason_is_asked_for_and_a_refusal_stands_on_the_page() -> None:
    draw = builders.request_draw()
    approver = sign_in("yes", "approve_drawrequest", "release_drawrequest")

    empty = approver.post(ask(draw, "approve"), {"reason": ""})
    assert "This field is required" in empty.content.decode()
    assert draw.approvals.count() == 0

    builders.approve_draw(draw)
    builders.confirm_draw(draw)
    builders.let_expire(draw.provider)
    refused = approver.post(ask(draw, "release"), {"reason": "The term has begun."})

    page = refused.content.decode()
    assert "must be vetted again" in page
    assert "The term has begun." in page
    assert Payout.objects.count() == 0


def test_bad_paper_is_refused_in_words_and_the_rest_is_kept() -> None:
    draw = builders.request_draw()
    builders.approve_draw(draw)
    worker = sign_in("worker", "confirm_drawrequest")

    answer = worker.post(
        ask(draw, "confirm"),
        {"method": "signature", "language": "Khmer of Battambang", "paper": paper(b"<svg/>")},
    )

    page = answer.content.decode()
    assert "Only PDF, JPEG and PNG" in page
    assert "Khmer of Battambang" in page
    assert draw.attachments.count() == 0


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("-5", "greater than or equal to 0"),
        ("0", "above zero"),
        ("12.345", "decimal places"),
        ("1e15", "digits"),
        ("9999999", "at most"),
        ("NaN", "Enter a number"),
        ("twelve", "Enter a number"),
    ],
)
def test_impossible_amount_is_said_on_the_page(amount: str, words: str) -> None:
    provider = builders.make_provider()
    asker = sign_in("asker", "add_drawrequest")

    answer = asker.post(
        reverse("admin:payouts_drawrequest_add"),
        {
            "account_code": builders.CODE,
            "plan_line": "First term",
            "provider": provider.pk,
            "amount": amount,
            "reason": "The term begins.",
        },
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "First term" in page
    assert DrawRequest.objects.count() == 0


def test_provider_and_bank_details_go_through_two_people_on_the_screens() -> None:
    first = sign_in("first", "add_trainingprovider", "add_bankdetails", "approve_bankdetails")
    second = sign_in("second", "approve_trainingprovider", "approve_bankdetails")
    first.post(
        reverse("admin:payouts_trainingprovider_add"),
        {
            "name": "Evening School",
            "country": "kh",
            "kind": "school",
            "rail": "bank_wire",
            "reason": "Near the workshop.",
        },
    )
    provider = TrainingProvider.objects.get()

    def press(client: Client, name: str, **data: str) -> str:
        address = reverse("admin:payouts_trainingprovider_ask", args=(provider.pk, name))
        return client.post(address, data).content.decode()

    press(second, "vet", reason="Seen.", screened_on="2026-11-01", expires_on="2099-01-01")
    bad = press(first, "details", holder="School", account_number="1", bic="X", reason="Letter.")
    press(
        first,
        "details",
        holder="School",
        account_number="000111222",
        bic="ABAAKHPP",
        reason="Letter.",
    )
    press(first, "approve-details", reason="My own.")
    assert BankDetails.objects.get().state == "proposed"
    approve = reverse("admin:payouts_trainingprovider_ask", args=(provider.pk, "approve-details"))
    assert "000111222" in read(second, approve)
    press(second, "approve-details", reason="Called back.")

    provider.refresh_from_db()
    assert "8 or 11" in bad
    assert (provider.status, provider.country) == ("approved", "KH")
    assert BankDetails.objects.get().state == "approved"
    page = read(first, reverse("admin:payouts_trainingprovider_change", args=(provider.pk,)))
    assert "000111222" not in page


@pytest.mark.parametrize("waits", ["", "approve", "word", "release", "send", "proof", "late"])
def test_every_queue_opens(
    waits: str, django_assert_max_num_queries: object, admin_client: Client
) -> None:
    builders.make_payout()
    builders.request_draw(TrainingProvider.objects.get())

    with django_assert_max_num_queries(45):
        page = admin_client.get(reverse(LIST), {"waits": waits} if waits else {})

    assert page.status_code == 200
    assert "Mine to approve" in page.content.decode()

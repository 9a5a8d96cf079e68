"""What the bank refuses, a file or one wire: on its word alone, and only where nothing left."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from impact.banking.models import FileRefusal, PaymentFileItem, WireRefusal
from impact.banking.refusals import (
    DownloadRefusedError,
    FileAlreadyPaidError,
    UnknownWireError,
    WireSeenError,
)
from impact.banking.services.explaining import explain_line
from impact.banking.services.payment_files import take_payment_file
from impact.banking.services.refusing import refuse_payment_file, refuse_wire
from impact.books.queries import get_balances, list_faults
from impact.payouts.models import Attachment, Payout
from nomi.platform.safe_files import UnsafeFileError
from nomi.staff import roles
from tests.impact.banking.builders import CLERK, NOON, import_lines, pay_line, send_wires
from tests.impact.participants.builders import sign_in
from tests.impact.payouts.builders import CODE, attach, draw_picture, make_payout, make_provider

pytestmark = pytest.mark.usefixtures("account")
HELD = (f"training:{CODE}", f"committed:{CODE}")


def refuse(payout: Payout, **changes: object) -> bool:
    """The bank's letter about one wire."""
    facts = {
        "bank_reference": "RJCT-7",
        "content": draw_picture(),
        "reason": "The account is closed.",
        "actor": CLERK,
        "now": NOON,
    }
    return refuse_wire(payout_uid=payout.uid, **{**facts, **changes})


def send_two() -> tuple[Payout, Payout]:
    """Two payouts in one file."""
    provider = make_provider()
    first, second = make_payout(provider), make_payout(provider)
    send_wires()
    return first, second


def look() -> tuple[object, ...]:
    states = list(Payout.objects.order_by("pk").values_list("state", flat=True))
    papers = Attachment.objects.filter(purpose="refusal").count()
    balances = tuple(get_balances(codes=HELD).values())
    return states, balances, WireRefusal.objects.count(), papers


def test_refused_file_gives_the_money_back() -> None:
    payout = make_payout()
    file = send_wires().file
    note = {"file_uid": file.uid, "actor": CLERK, "reason": "Unknown debtor.", "now": NOON}

    assert refuse_payment_file(**note) == 1
    assert refuse_payment_file(**note) == 0

    payout.refresh_from_db()
    assert payout.state == Payout.State.VOIDED
    assert get_balances(codes=[f"training:{CODE}", f"committed:{CODE}"]) == {
        f"training:{CODE}": 100_000,
        f"committed:{CODE}": 0,
    }
    assert list_faults() == []
    with pytest.raises(DownloadRefusedError, match="never reach the bank"):
        take_payment_file(file_uid=file.uid, actor=CLERK, reason="Now.", may_again=True, now=NOON)


def test_file_that_paid_somebody_is_not_refused() -> None:
    provider = make_provider()
    first, second = make_payout(provider), make_payout(provider)
    file = send_wires().file
    import_lines(pay_line(first))

    with pytest.raises(FileAlreadyPaidError):
        refuse_payment_file(file_uid=file.uid, actor=CLERK, reason="No.", now=NOON)

    second.refresh_from_db()
    assert (second.state, FileRefusal.objects.count()) == ("submitted", 0)


def test_refused_wire_gives_its_own_money_back_and_no_other() -> None:
    first, _second = send_two()

    answers = [refuse(first), refuse(first)]

    refusal = WireRefusal.objects.get()
    assert answers == [True, False]
    assert look() == (["voided", "submitted"], (88_000, 12_000), 1, 1)
    assert (refusal.item.payout, refusal.evidence.draw) == (first, first.draw)
    assert list_faults() == []


def test_rest_of_the_file_is_refused_after_one_of_its_wires() -> None:
    first, second = send_two()
    refuse(first)
    file = PaymentFileItem.objects.get(payout=second).file

    count = refuse_payment_file(file_uid=file.uid, actor=CLERK, reason="All of it.", now=NOON)

    assert (count, look()[:2]) == (1, (["voided", "voided"], (100_000, 0)))


def test_others_of_the_file_are_settled_after_one_was_refused() -> None:
    first, second = send_two()
    refuse(first)

    import_lines(pay_line(second))

    assert look()[:2] == (["voided", "settled"], (88_000, 0))


def test_file_with_a_refused_wire_never_reaches_the_bank_again() -> None:
    first, _second = send_two()
    file = PaymentFileItem.objects.get(payout=first).file
    refuse(first)

    with pytest.raises(DownloadRefusedError, match="never reach the bank"):
        take_payment_file(file_uid=file.uid, actor=CLERK, reason="Again.", may_again=True, now=NOON)

    assert file.downloads.count() == 0


def test_wire_that_was_paid_is_not_refused() -> None:
    first, _second = send_two()
    import_lines(pay_line(first))
    before = look()

    with pytest.raises(FileAlreadyPaidError):
        refuse(first)

    assert look() == before


def test_wire_that_a_line_may_be_is_not_refused_until_that_is_explained() -> None:
    first, _second = send_two()
    line = import_lines(pay_line(first, amount_minor=-2_500)).matches[0].line
    file = PaymentFileItem.objects.get(payout=first).file
    before = look()

    with pytest.raises(WireSeenError, match="B-1"):
        refuse(first)
    with pytest.raises(WireSeenError, match="B-1"):
        refuse_payment_file(file_uid=file.uid, actor=CLERK, reason="No.", now=NOON)

    assert (look(), FileRefusal.objects.count()) == (before, 0)
    explain_line(line_uid=line.uid, kind="fee", actor=CLERK, reason="Its fee.", now=NOON)
    assert refuse(first) is True


def test_refusal_without_a_readable_paper_changes_nothing() -> None:
    first, _second = send_two()
    before = look()

    with pytest.raises(UnsafeFileError):
        refuse(first, content=b"<svg/>")

    assert look() == before


def test_payout_in_no_file_is_no_wire() -> None:
    payout = make_payout()

    with pytest.raises(UnknownWireError):
        refuse(payout)

    assert look() == (["held"], (88_000, 12_000), 0, 0)


@pytest.mark.parametrize("purpose", ["request", "refusal"])
def test_database_refuses_another_paper_than_the_banks(purpose: str) -> None:
    first, second = send_two()
    paper = attach(first.draw if purpose == "request" else second.draw, purpose)

    with pytest.raises(IntegrityError, match="belongs to another"), transaction.atomic():
        WireRefusal.objects.create(
            item=PaymentFileItem.objects.get(payout=first),
            bank_reference="RJCT-7",
            evidence=paper,
            noted_by=CLERK,
            noted_at=NOON,
            reason="It is.",
        )

    assert WireRefusal.objects.count() == 0


def test_refusal_is_noted_on_the_wires_page_by_those_who_may() -> None:
    first, _second = send_two()
    item = PaymentFileItem.objects.get(payout=first)
    address = reverse("admin:banking_paymentfileitem_ask", args=(item.pk, "refused"))
    user = get_user_model().objects.create_user("clerk", "clerk@nomi.example", "x", is_staff=True)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answers = {"bank_reference": "RJCT-7", "reason": "The account is closed."}

    strange = client.post(address, answers)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=("view_paymentfile", "refuse_paymentfile"))
    )
    bare = client.post(address, answers)
    letter = SimpleUploadedFile("letter.jpg", draw_picture())
    done = client.post(address, {**answers, "paper": letter})
    page = client.get(reverse("admin:banking_paymentfileitem_change", args=(item.pk,)))
    listed = client.get(reverse("admin:banking_paymentfileitem_changelist"))

    assert strange.status_code == 403
    assert "This field is required" in bare.content.decode()
    assert "The account is closed." in bare.content.decode()
    assert done.status_code == 302
    assert look()[:2] == (["voided", "submitted"], (88_000, 12_000))
    assert "RJCT-7" in page.content.decode()
    assert listed.status_code == 200


def test_wire_is_found_by_the_number_in_the_banks_letter_and_leads_to_its_draw() -> None:
    first, _second = send_two()
    item = PaymentFileItem.objects.get(payout=first)
    client = sign_in(roles.FINANCE, "abel")
    listed = reverse("admin:banking_paymentfileitem_changelist")

    found = [
        [row.pk for row in client.get(listed, {"q": words}).context["cl"].result_list]
        for words in (str(item), str(item).lower()[:8], "0" * 12)
    ]
    page = client.get(reverse("admin:banking_paymentfileitem_change", args=(item.pk,)))

    assert found == [[item.pk], [item.pk], []]
    assert reverse("admin:payouts_drawrequest_change", args=(first.draw_id,)) in page.text

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from impact.banking.models import (
    BankStatement,
    FileDownload,
    LineMatch,
    PaymentFile,
    StatementLine,
)
from impact.banking.services.payment_files import find_next_working_day
from impact.payouts.models import Payout
from tests.impact.banking.builders import (
    import_lines,
    make_line,
    make_statement,
    pay_line,
    send_wires,
    write_camt,
)
from tests.impact.banking.test_statement_files import BAD_FILES
from tests.impact.payouts.builders import make_payout, make_provider

pytestmark = pytest.mark.usefixtures("account")
IMPORT = "admin:banking_bankstatement_import"
MAKE = "admin:banking_paymentfile_make"


def sign_in(*permissions: str) -> Client:
    """A member of staff who may do these things and no others."""
    user = get_user_model().objects.create_user("clerk", "clerk@nomi.example", "x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def clerk() -> Client:
    return sign_in(
        "view_paymentfile",
        "make_paymentfile",
        "download_paymentfile",
        "refuse_paymentfile",
        "view_bankstatement",
        "import_bankstatement",
        "view_statementline",
        "explain_statementline",
    )


def press(row: object, button: str) -> str:
    name = f"admin:banking_{row._meta.model_name}_press"
    return reverse(name, args=(row.pk, button))


def upload(client: Client, content: bytes) -> object:
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile("bank.xml", content)})


def test_statement_is_looked_at_first_and_imported_then(clerk: Client) -> None:
    payout = make_payout()
    send_wires()
    content = write_camt(make_statement(pay_line(payout), make_line("B-2", -100, text="<b>?")))

    preview = upload(clerk, content)

    assert preview.status_code == 200
    assert "What each line would become" in preview.content.decode()
    assert "&lt;b&gt;?" in preview.content.decode()
    assert BankStatement.objects.count() == 0

    done = clerk.post(reverse(IMPORT), {"upload": preview.context["form"]["upload"].value()})

    assert done.url == reverse("admin:banking_bankstatement_changelist")
    assert list(LineMatch.objects.order_by("pk").values_list("kind", flat=True)) == [
        "payout",
        "unmatched",
    ]


@pytest.mark.parametrize(("content", "_error", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_file_is_refused_in_words_on_the_same_page(
    clerk: Client, content: bytes, _error: object, words: str
) -> None:
    page = upload(clerk, content)

    assert page.status_code == 422
    assert words in page.context["form"].errors["file"][0]
    assert BankStatement.objects.count() == 0


def test_file_is_made_downloaded_once_and_not_twice(clerk: Client) -> None:
    make_payout()
    answers = {
        "file_format": "pain",
        "execution_on": find_next_working_day(timezone.now()),
        "reason": "Weekly run.",
    }

    made = clerk.post(reverse(MAKE), answers)

    file = PaymentFile.objects.get()
    assert made.url == reverse("admin:banking_paymentfile_change", args=(file.pk,))
    assert file.made_by.startswith("staff:")

    taken = clerk.post(press(file, "download"), {"reason": "To the bank."})
    again = clerk.post(press(file, "download"), {"reason": "Lost it."})

    assert taken.headers["Content-Disposition"].startswith("attachment; filename=")
    assert taken.headers["Cache-Control"].startswith("no-store")
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert taken.content.startswith(b"<?xml")
    assert again.status_code == 422
    assert "could pay twice" in again.content.decode()
    assert "Lost it." in again.content.decode()
    assert FileDownload.objects.count() == 1


def test_refused_form_keeps_what_was_typed(clerk: Client) -> None:
    answers = {"file_format": "table", "execution_on": "2020-01-01", "reason": "Weekly run."}

    page = clerk.post(reverse(MAKE), answers)

    assert page.status_code == 422
    assert "choose such a day" in page.content.decode()
    assert "Weekly run." in page.content.decode()
    assert PaymentFile.objects.count() == 0


def test_line_is_matched_by_a_person(clerk: Client) -> None:
    payout = make_payout()
    send_wires()
    line = import_lines(make_line("B-1", -12_000)).matches[0].line
    page = clerk.get(press(line, "explain"))

    assert page.context["form"].initial == {"kind": "payout", "payout": str(payout.uid)}

    empty = clerk.post(press(line, "explain"), {"kind": "payout", "reason": "Letter."})
    done = clerk.post(
        press(line, "explain"),
        {"kind": "payout", "payout": str(payout.uid), "reason": "Letter."},
    )
    late = clerk.post(press(line, "explain"), {"kind": "fee", "reason": "No."})

    payout.refresh_from_db()
    assert (empty.status_code, done.status_code, late.status_code) == (422, 302, 302)
    assert payout.state == Payout.State.SETTLED
    assert line.matches.count() == 2


@pytest.mark.parametrize("page", [IMPORT, MAKE])
def test_looking_is_not_doing(page: str) -> None:
    client = sign_in("view_paymentfile", "view_bankstatement", "view_statementline")
    make_payout()
    file = send_wires().file
    line = import_lines(make_line()).matches[0].line

    assert client.get(reverse(page)).status_code == 403
    assert client.post(reverse(page), {}).status_code == 403
    for row, button in ((file, "download"), (file, "refused"), (line, "explain")):
        assert client.post(press(row, button), {"reason": "x", "kind": "fee"}).status_code == 403
    assert (FileDownload.objects.count(), line.matches.count()) == (0, 1)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("model", "queries"), [(PaymentFile, 12), (BankStatement, 12), (StatementLine, 10)]
)
def test_list_opens_in_few_queries(
    clerk: Client,
    model: type,
    queries: int,
    rows: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    provider = make_provider()
    for place in range(rows):
        make_payout(provider)
        send_wires()
        import_lines(make_line(f"B-{place}"), name=str(place), opening_minor=-5_000 * place)

    with django_assert_max_num_queries(queries):
        page = clerk.get(reverse(f"admin:banking_{model._meta.model_name}_changelist"))

    assert page.status_code == 200


@pytest.mark.parametrize("standing", ["suggested", "unmatched", "matched", ""])
def test_lines_are_filtered_by_standing(clerk: Client, standing: str) -> None:
    make_payout()
    send_wires()
    import_lines(make_line("B-1", -12_000), make_line("B-2", -1), make_line("B-3", -2, is_fee=True))
    names = {
        "suggested": {"B-1"},
        "unmatched": {"B-1", "B-2"},
        "matched": {"B-3"},
        "": {"B-1", "B-2", "B-3"},
    }

    page = clerk.get(
        reverse("admin:banking_statementline_changelist"),
        {"standing": standing} if standing else {},
    )

    assert {line.bank_reference for line in page.context["cl"].result_list} == names[standing]

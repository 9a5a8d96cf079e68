"""Papers leave the store for a reason that is kept before a byte of them is read."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.payouts.models import Attachment, Fact
from impact.payouts.services import files
from impact.payouts.services.files import take_paper
from nomi.staff import roles
from tests.impact.participants.builders import sign_in as sign_in_as
from tests.impact.payouts import builders
from tests.impact.payouts.test_payout_screens import sign_in

PICTURE = b"\xff\xd8\xff"


def find_address(attachment: Attachment) -> str:
    return reverse("payouts:paper", args=(attachment.draw_id, attachment.uid))


def list_taken() -> list[tuple[str, str]]:
    return list(Fact.objects.filter(what="paper taken").values_list("words", "actor"))


@pytest.mark.django_db
@pytest.mark.usefixtures("account")
def test_paper_is_handed_out_for_a_reason_that_is_kept() -> None:
    address = find_address(builders.attach(builders.request_draw(), "request"))
    looker = sign_in("looker")

    asked = looker.get(address)
    empty = looker.post(address, {"reason": ""})
    before = list_taken()
    taken = looker.post(address, {"reason": "To compare the invoice."})

    assert (asked.status_code, empty.status_code) == (200, 200)
    assert PICTURE not in asked.content + empty.content
    assert "This field is required" in empty.content.decode()
    assert before == []
    assert taken.content.startswith(PICTURE)
    assert taken["Content-Disposition"].startswith("attachment;")
    assert list_taken() == [("invoice or offer: To compare the invoice.", looker.actor)]


@pytest.mark.django_db
@pytest.mark.usefixtures("account")
def test_paper_is_for_those_who_may_look_only() -> None:
    address = find_address(builders.attach(builders.request_draw(), "request"))
    nobody = get_user_model().objects.create_user("none", "none@nomi.example", "x", is_staff=True)
    client = Client()
    client.force_login(nobody, backend="allauth.account.auth_backends.AuthenticationBackend")

    answers = [one.post(address, {"reason": "Why not."}) for one in (client, Client())]

    assert [answer.status_code for answer in answers] == [403, 302]
    assert list_taken() == []


@pytest.mark.django_db
@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("purpose", ["confirmation", "proof"])
def test_paper_that_may_name_her_needs_its_own_permission(purpose: str) -> None:
    address = find_address(builders.attach(builders.request_draw(), purpose))
    people = (
        sign_in("looker"),
        sign_in("approver", "approve_drawrequest"),
        sign_in("releaser", "release_drawrequest", "confirm_drawrequest"),
        sign_in("trusted", "open_confirmation"),
    )

    answers = [person.post(address, {"reason": "To see it."}) for person in people]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 200]
    assert [actor for _words, actor in list_taken()] == [people[-1].actor]


@pytest.mark.django_db
@pytest.mark.usefixtures("account")
def test_draw_leads_to_the_papers_that_one_may_take() -> None:
    draw = builders.request_draw()
    papers = [builders.attach(draw, purpose) for purpose in ("request", "confirmation", "proof")]
    page = reverse("admin:payouts_drawrequest_change", args=(draw.pk,))

    led_to = {
        role: [find_address(one) in client.get(page).text for one in papers]
        for role in (roles.FINANCE, roles.PROGRAMME, roles.AUDITOR)
        for client in [sign_in_as(role, role)]
    }

    assert led_to == {
        roles.FINANCE: [True, False, False],
        roles.PROGRAMME: [True, True, True],
        roles.AUDITOR: [False, False, False],
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("account")
def test_no_record_no_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    attachment = builders.attach(builders.request_draw(), "confirmation")
    reads = []

    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise IntegrityError("No row can be written.")

    monkeypatch.setattr(Fact.objects, "create", refuse)
    monkeypatch.setattr(files, "read_file", lambda *args, **_kwargs: reads.append(args))

    with pytest.raises(IntegrityError):
        take_paper(attachment=attachment, actor="staff:1", reason="To see it.", now=timezone.now())

    assert (reads, list_taken()) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_record_is_committed_before_a_byte_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.fill_account()
    attachment = builders.attach(builders.request_draw(), "confirmation")
    seen = []

    def look(*_args: Any, **_kwargs: Any) -> bytes:
        seen.append((connection.in_atomic_block, len(list_taken())))
        return b""

    monkeypatch.setattr(files, "read_file", look)

    take_paper(attachment=attachment, actor="staff:1", reason="To see it.", now=timezone.now())

    assert seen == [(False, 1)]


@pytest.mark.django_db
@pytest.mark.usefixtures("account")
def test_paper_that_was_tampered_with_is_said_so_on_the_page(tmp_path: Any) -> None:
    attachment = builders.attach(builders.request_draw(), "request")
    (tmp_path / attachment.stored_name).write_bytes(b"k1:nothing of ours")

    page = sign_in("looker").post(find_address(attachment), {"reason": "To see it."})

    assert "changed past the store" in page.content.decode()
    assert "To see it." in page.content.decode()

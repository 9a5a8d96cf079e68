"""Where a buyer finds her receipt, and where anybody checks one."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from impact.proofs.services.checkpoints import make_checkpoint
from impact.proofs.services.sealing import seal_entries
from nomi.platform.tokens.services import issue
from tests.impact.proofs.receiving import get_key, verifier
from tests.impact.sales import NOON, sell

pytestmark = pytest.mark.django_db


def open_trace(client: Client, token: str) -> str:
    return client.get(f"/trace/{token}/").content.decode()


def test_trace_page_offers_the_receipt_once_it_is_published(client: Client) -> None:
    sell()
    token = issue(purpose="trace", reference="N-1", expires_at=timezone.now() + timedelta(days=1))
    before = (open_trace(client, token), client.get(f"/trace/{token}/proof.json").status_code)

    seal_entries(now=NOON)
    make_checkpoint(now=NOON)
    response = client.get(f"/trace/{token}/proof.json")

    assert "when the next head of our log is signed" in before[0]
    assert before[1] == 404
    assert f"/trace/{token}/proof.json" in open_trace(client, token)
    assert response["Cache-Control"] == "no-store, private"
    assert verifier.check_receipt(response.json(), get_key())[-1].endswith("holds.")
    assert client.get("/trace/wrong/proof.json").status_code == 404


def test_verify_page_carries_the_key_and_tells_of_no_witness(client: Client) -> None:
    bare = client.get("/impact/verify/").content.decode()
    make_checkpoint(now=NOON)

    page = client.get("/impact/verify/").content.decode()

    assert "The stand-alone verifier" in bare
    assert f'value="{get_key()}"' in page
    assert "No outside witness has cosigned" in page

"""The reader's own browser comes to the same answers as the stand-alone verifier."""

import copy
import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from impact.proofs.receipts import find_receipt
from impact.proofs.services.checkpoints import make_checkpoint
from impact.proofs.services.sealing import seal_entries
from tests.impact.proofs.receiving import OTHER_KEY, get_key, verifier
from tests.impact.proofs.test_receipts import DAMAGES
from tests.impact.proofs.vectors import PLACE
from tests.impact.sales import NOON, give_back, sell

pytestmark = pytest.mark.django_db(transaction=True)

RUN_VECTORS = """
async (vectors) => {
  const { checkInclusion, checkConsistency, decode } = window.nomiVerify;
  const read = (text) => decode(text || "", "A hash");
  const answers = {};
  for (const one of vectors) {
    const path = (one.proof || []).map(read);
    try {
      if (one.kind === "inclusion") {
        await checkInclusion(one.leafIdx, one.treeSize, read(one.leafHash), path, read(one.root));
      } else {
        await checkConsistency(one.size1, one.size2, read(one.root1), read(one.root2), path);
      }
      answers[`${one.kind} ${one.name}`] = false;
    } catch {
      answers[`${one.kind} ${one.name}`] = true;
    }
  }
  return answers;
}
"""
RUN_RECEIPT = """
async ([text, key]) => {
  try { return await window.nomiVerify.checkReceipt(text, key); }
  catch (error) { return [error.message]; }
}
"""


@pytest.fixture
def receipt() -> dict[str, Any]:
    for number in range(1, 4):
        sell(f"N-{number}")
    give_back()
    seal_entries(now=NOON)
    make_checkpoint(now=NOON)
    return find_receipt(reference="N-1")


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, receipt: dict[str, Any]) -> Page:
    page = browser.new_page()
    page.goto(f"{live_server.url}/impact/verify/")
    yield page
    page.close()


def ask_python(receipt: dict[str, Any], key: str) -> list[str]:
    try:
        return verifier.check_receipt(receipt, key)
    except verifier.Refused as refusal:
        return [str(refusal)]


def test_browser_and_verifier_say_the_same(page: Page, receipt: dict[str, Any]) -> None:
    cases = [(receipt, get_key()), (receipt, OTHER_KEY), (receipt, "nonsense"), ([1], OTHER_KEY)]
    for apply, _words in DAMAGES.values():
        damaged = copy.deepcopy(receipt)
        apply(damaged)
        cases.append((damaged, get_key()))

    in_browser = [page.evaluate(RUN_RECEIPT, [json.dumps(one), key]) for one, key in cases]

    assert in_browser == [ask_python(one, key) for one, key in cases]


@pytest.mark.skipif(not PLACE.exists(), reason=f"the published vectors are not at {PLACE}")
def test_browser_agrees_with_the_published_vectors(page: Page) -> None:
    vectors = json.loads(PLACE.read_text())

    answers = page.evaluate(RUN_VECTORS, vectors)

    assert answers == {f"{one['kind']} {one['name']}": one["wantErr"] for one in vectors}


def test_reader_checks_a_pasted_receipt(page: Page, receipt: dict[str, Any]) -> None:
    page.fill("#receipt", json.dumps(receipt))
    page.click("#verify button")
    page.wait_for_selector("#result:not([hidden])")

    good = page.inner_text("#result")
    page.fill("#receipt", json.dumps(receipt | {"reference": "N-2"}))
    page.click("#verify button")
    page.wait_for_selector("#result.alert--warning")

    assert good.endswith("Order N-1: 492 cents were set aside. The receipt holds.")
    assert "another reference" in page.inner_text("#result")
    assert page.input_value("#receipt") != ""

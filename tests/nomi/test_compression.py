"""Pages are sent compressed to browsers that ask for it, kept or not."""

import gzip

import pytest
from django.test import Client

from tests.shop.goods import make_family

pytestmark = pytest.mark.django_db
ASKING = {"accept-encoding": "gzip, br"}


@pytest.mark.parametrize("path", ["/basket/", "/contact/", "/shop/", "/account/login/"])
def test_a_page_is_compressed_once_for_whoever_asks(path: str) -> None:
    make_family()
    plain = Client().get(path)
    answer = Client().get(path, headers=ASKING)

    assert plain.headers.get("Content-Encoding") is None
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(answer.content)
    assert len(answer.content) < len(plain.content) / 2

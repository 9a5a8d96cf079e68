"""Style sheets as they are sent: one file for every page, and none that asks for another."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.management import call_command
from django.http import HttpResponseNotFound
from django.test import RequestFactory, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from nomi.platform.bundling import NestedImportError, bundle

SHEETS = Path(__file__).parents[2] / "static" / "css"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Collect the static files as a build does, once for all who read them; return its settings."""
    made = {
        "STATIC_ROOT": tmp_path_factory.mktemp("static"),
        "STORAGES": {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "nomi.platform.bundling.BundlingStorage"},
        },
    }
    with override_settings(**made):
        call_command("collectstatic", interactive=False, verbosity=0)
    return made


@pytest.fixture
def collected(built: dict[str, Any]) -> Iterator[Path]:
    """Return where the static files of a build are, with that build's settings."""
    with override_settings(**built):
        yield built["STATIC_ROOT"]


def test_the_stores_style_sheet_is_sent_as_one_file(collected: Path) -> None:
    address = staticfiles_storage.url("css/site.css")
    sent = (collected / address.removeprefix("/static/")).read_text()

    assert address != "/static/css/site.css"
    assert "@import" not in sent
    places = [
        sent.index((SHEETS / name).read_text())
        for name in ("tokens.css", "base.css", "components.css", "pages/product.css")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("identity", None, bytes),
    ],
)
def test_static_file_is_sent_as_the_browser_unpacks_it_and_kept_for_good(
    collected: Path,
    rf: RequestFactory,
    accepted: str,
    encoding: str | None,
    unpack: Callable[[bytes], bytes],
) -> None:
    address = staticfiles_storage.url("css/site.css")
    with override_settings(WHITENOISE_AUTOREFRESH=False, WHITENOISE_USE_FINDERS=False):
        serve = WhiteNoiseMiddleware(lambda _request: HttpResponseNotFound())

    answer = serve(rf.get(address, headers={"accept-encoding": accepted}))

    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"
    body = b"".join(answer.streaming_content)
    answer.file_to_stream.close()  # not the answer: that would ask for the database
    assert unpack(body) == (collected / address.removeprefix("/static/")).read_bytes()


def test_brotli_packs_tighter_than_gzip(collected: Path) -> None:
    name = staticfiles_storage.url("css/site.css").removeprefix("/static/")

    sizes = [(collected / f"{name}{suffix}").stat().st_size for suffix in (".br", ".gz", "")]

    print(*sizes)  # noqa: T201 - the figures of a run
    assert sizes[0] < sizes[1] * 0.9
    assert sizes[1] < sizes[2]


def test_staffs_files_are_packed_with_gzip_alone(collected: Path) -> None:
    """They are many, and brotli is slow: a first start would wait for them."""
    name = staticfiles_storage.url("admin/css/base.css").removeprefix("/static/")

    assert (collected / f"{name}.gz").exists()
    assert not (collected / f"{name}.br").exists()


@pytest.mark.parametrize("words", ['@import "c.css";', "a { background: url(a.png); }"])
def test_what_is_imported_may_neither_import_nor_name_files(words: str) -> None:
    sheets = InMemoryStorage()
    sheets.save("css/b.css", ContentFile(words.encode()))

    with pytest.raises(NestedImportError, match=r"b\.css, imported by css/a\.css"):
        bundle('@import "b.css";', name="css/a.css", paths={"css/b.css": (sheets, "css/b.css")})

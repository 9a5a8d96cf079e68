"""Style sheets as they are sent: one file for every page, and none that asks for another."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.management import call_command

from nomi.platform.bundling import NestedImportError, bundle

SHEETS = Path(__file__).parents[2] / "static" / "css"


@pytest.fixture
def collected(settings: Any, tmp_path: Path) -> Path:
    """Collect the static files as a build does; return where they are."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "nomi.platform.bundling.BundlingStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path / "static"


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
    assert (collected / (address.removeprefix("/static/") + ".gz")).exists()


@pytest.mark.parametrize("words", ['@import "c.css";', "a { background: url(a.png); }"])
def test_what_is_imported_may_neither_import_nor_name_files(words: str) -> None:
    sheets = InMemoryStorage()
    sheets.save("css/b.css", ContentFile(words.encode()))

    with pytest.raises(NestedImportError, match=r"b\.css, imported by css/a\.css"):
        bundle('@import "b.css";', name="css/a.css", paths={"css/b.css": (sheets, "css/b.css")})

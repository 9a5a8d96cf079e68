"""The house rules that no linter knows: sizes, one reader of the environment, clean templates."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = [
    path
    for room in ("nomi", "shop", "impact")
    for path in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in path.parts
]
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}
)
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _offenders(paths: list[Path], pattern: str, allowed: tuple[str, ...] = ()) -> list[str]:
    rule = re.compile(pattern)
    return [
        f"{_name(path)}:{number}: {line.strip()}"
        for path in paths
        if _name(path) not in allowed
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if rule.search(line)
    ]


def test_modules_stay_under_three_hundred_lines() -> None:
    too_long = {_name(path): _lines(path) for path in PRODUCTION if _lines(path) > 300}

    assert too_long == {}


def test_templates_stay_under_one_hundred_lines() -> None:
    too_long = {_name(path): _lines(path) for path in TEMPLATES if _lines(path) > 100}

    assert too_long == {}


def test_environment_is_read_in_one_module_only() -> None:
    allowed = (
        "nomi/env.py",
        # entry points and places that only name a default before the environment is read
        "nomi/celery.py",
        "nomi/wsgi.py",
        "nomi/settings/build.py",
        "nomi/settings/demo.py",
        "nomi/settings/test.py",
        "nomi/settings/typecheck.py",
    )
    readers = [
        line
        for line in _offenders(PRODUCTION, r"os\.environ|os\.getenv", allowed)
        # the embedded stack hands an environment to the processes it starts
        if not line.startswith("nomi/stack/")
    ]

    assert readers == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("inline style", r"\sstyle="),
        ("style element", r"<style(?![^>]*nonce)"),
        ("event handler", r"\son(click|load|change|submit|input|error|focus|blur)="),
        ("inline script", r"<script(?![^>]*\bsrc=)(?![^>]*nonce)(?![^>]*application/(ld\+)?json)"),
        ("third-party address", r"(src|href)=\"(https?:)?//(?!\{)"),
    ],
)
def test_pages_carry_nothing_the_content_policy_forbids(what: str, pattern: str) -> None:
    offenders = _offenders(PAGES, pattern)

    assert offenders == [], what


def test_partials_say_what_they_take() -> None:
    silent = [
        _name(path)
        for path in PAGES
        if path.name.startswith("_")
        and not path.read_text().lstrip().startswith(("{#", "{% comment"))
    ]

    assert silent == []


def test_code_swallows_no_unnamed_exception() -> None:
    offenders = _offenders(PRODUCTION, r"except\s*(Exception|BaseException)?\s*:")

    assert offenders == []


def test_shop_models_are_fetched_by_the_shop_only() -> None:
    outside = [path for path in PRODUCTION if path.relative_to(ROOT).parts[0] == "impact"]

    assert _offenders(outside, r"get_model\(") == []

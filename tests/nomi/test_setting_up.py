"""Whoever sets the store up by its papers has all that it reads, and nothing that it does not."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'(?:find_text|get_[a-z]+)\(\s*"([A-Z_]+)"')
NOT_IN_PRODUCTION = {"demo.py", "test.py", "typecheck.py", "build.py"}
PAPERS = (
    *("README.md", "docs/operations.md", "docs/payouts.md"),
    *("production.env.example", "docker-compose.yml", "Dockerfile"),
)


def read(*names: str) -> str:
    return "\n".join((ROOT / name).read_text() for name in names)


def find_variables() -> set[str]:
    """Return the environment variables that production reads."""
    modules = [
        path
        for path in (ROOT / "nomi" / "settings").glob("*.py")
        if path.name not in NOT_IN_PRODUCTION
    ]
    found = READ.findall("\n".join(path.read_text() for path in modules))
    return {*found, *READ.findall(read("nomi/env.py")), "DATABASE_URL"}


def test_every_variable_that_production_reads_is_told_of() -> None:
    told = set(re.findall(r"\w+", read(*PAPERS)))

    assert find_variables() - told == set()


def test_example_and_compose_set_only_what_is_read() -> None:
    example = re.findall(r"^([A-Z_]+)=", read("production.env.example"), re.MULTILINE)
    [shared] = re.findall(
        r"environment: &environment\n((?: {4}\w+: .*\n)+)", read("docker-compose.yml")
    )
    compose = set(re.findall(r"^ +(\w+):", shared, re.MULTILINE))

    assert set(example) - find_variables() == set()
    assert compose - find_variables() == {"DJANGO_SETTINGS_MODULE"}


def test_compose_tells_the_store_of_the_proxy_in_front() -> None:
    compose = read("docker-compose.yml")

    assert re.findall(r"^ +TRUSTED_PROXIES: (\d)", compose, re.MULTILINE) == ["1"]
    assert compose.count("image: caddy") == 1


def test_image_holds_every_folder_that_the_store_reads() -> None:
    copied = set(re.findall(r"^COPY (\w+) ", read("Dockerfile"), re.MULTILINE))
    folders = [
        *settings.LOCALE_PATHS,
        *settings.STATICFILES_DIRS,
        *settings.TEMPLATES[0]["DIRS"],
    ]

    assert {path.name for path in folders} | {"nomi", "shop", "impact"} == copied
    assert copied == set(re.findall(r"^!(\w+)$", read(".dockerignore"), re.MULTILINE))


def test_list_of_erasures_lies_on_a_volume_that_can_be_written() -> None:
    [place] = re.findall(r"^VAULT_ERASURE_LIST=(.+)$", read("production.env.example"), re.MULTILINE)
    folder = str(Path(place).parent)

    volumes = re.findall(r"^ +- \w+:(/srv\S+)$", read("docker-compose.yml"), re.MULTILINE)
    [owned] = re.findall(r"chown nomi (.+)$", read("Dockerfile"), re.MULTILINE)

    assert folder in volumes
    assert set(owned.split()) == set(volumes)

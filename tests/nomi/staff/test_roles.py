"""Who sees what: every staff page, opened as every role."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nomi.demo.staff import PEOPLE, SHOPPER_EMAIL, STAFF_EMAIL, seed_staff
from nomi.platform.asking import AskingScreen
from nomi.staff import roles
from nomi.staff.groups import make_roles, read_permissions
from nomi.staff.services import OwnRolesError, set_roles
from tests.nomi.desk.pages import list_admin_pages, list_dashboard_pages
from tests.nomi.desk.rows import make_everything
from tests.nomi.desk.test_pages import WRITES
from tests.nomi.staff.acts import MAY
from tests.nomi.staff.areas import AREAS, PARTLY, SEES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Pagination may yield"),  # Oscar pages over its own lists
]

ACTS = r"/(add|press|ask|delete|delete-selected|write|erase)/"


def find_area(page: str) -> str:
    return next((name for name, pattern in AREAS if re.match(pattern, page)), "")


def is_shown(role: str, page: str) -> bool:
    area = find_area(page)
    if not area:
        return True
    is_part = re.match(PARTLY.get((role, area), "/"), page) is not None
    return area in SEES[role].split() and is_part


def list_reading_pages() -> list[str]:
    pages = [*list_admin_pages(), *list_dashboard_pages()]
    return [
        page for page in pages if not re.search(ACTS, page) and page.partition("?")[0] not in TAKING
    ]


TAKING = (
    "/admin/books/account/export/",
    "/admin/books/period/close/",
    "/admin/catalogue/product/prices/",
    "/admin/catalogue/product/table/",
    "/admin/catalogue/product/table/template/",
    "/admin/participants/participant/interviews/",
)


def list_acts() -> Iterator[tuple[str, str]]:
    """Return name and address of everything that staff can do to an object."""
    for model, screen in admin.site._registry.items():
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.order_by("pk").first()
        if row is None:
            continue
        for button in getattr(screen, "buttons", ()):
            yield (
                f"{label} {button.name}",
                reverse(f"admin:{label}_press", args=(row.pk, button.name)),
            )
        for ask in getattr(screen, "asks", ()) if isinstance(screen, AskingScreen) else ():
            yield f"{label} {ask.name}", reverse(f"admin:{label}_ask", args=(row.pk, ask.name))


def sign_in(role: str) -> Client:
    seed_staff()
    email = next(email for email, _name, name in PEOPLE if name == role)
    client = Client()
    client.force_login(get_user_model().objects.get(email=email))
    return client


@pytest.mark.parametrize("role", list(roles.ROLES))
def test_role_sees_its_areas_and_no_other(role: str) -> None:
    make_everything()
    client = sign_in(role)
    pages = list_reading_pages()
    with CaptureQueriesContext(connection) as queries:
        answers = {page: client.get(page).status_code for page in pages}

    wrong = {
        page: status
        for page, status in answers.items()
        if status != (200 if is_shown(role, page) else 403)
    }
    writes = [query["sql"] for query in queries if WRITES.match(query["sql"])]
    assert wrong == {}
    assert len(pages) > 100
    assert [sql for sql in writes if "django_session" not in sql] == []


def test_rows_under_an_object_are_seen_by_some_role() -> None:
    held = {name for permissions in roles.ROLES.values() for name in permissions}
    hidden = {
        f"{inline.model._meta.app_label}.view_{inline.model._meta.model_name}"
        for screen in admin.site._registry.values()
        for inline in screen.inlines
        if inline.has_view_permission is InlineModelAdmin.has_view_permission
    }

    assert hidden - held == set()
    assert len(hidden) > 20


@pytest.mark.parametrize("who", ["visitor", SHOPPER_EMAIL])
def test_others_see_no_staff_page(who: str) -> None:
    make_everything()
    seed_staff()
    client = Client()
    if who != "visitor":
        client.force_login(get_user_model().objects.get(email=who))
    pages = [*list_admin_pages(), *list_dashboard_pages()]

    answers = {page: client.get(page).status_code for page in pages}

    assert set(answers.values()) <= {302, 403}


LETTERS = {
    roles.MANAGER: "M",
    roles.FULFILMENT: "U",
    roles.FINANCE: "F",
    roles.PROGRAMME: "P",
    roles.CONTENT: "C",
    roles.AUDITOR: "A",
}


PLAIN = ("add", "change", "delete")
"""What Django's admin itself does with a row; listed where a role may."""


def read_acts(request: HttpRequest) -> dict[str, bool]:
    """Return everything that can be done on a screen, and whether this person may do it."""
    may = {}
    for model, screen in admin.site._registry.items():
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        for act in PLAIN:
            may[f"{label} {act}"] = getattr(screen, f"has_{act}_permission")(request)
        sees = screen.has_view_permission(request)
        for button in getattr(screen, "buttons", ()):
            may[f"{label} {button.name}"] = sees and screen.may_press(request, button)
        for ask in getattr(screen, "asks", ()):
            may[f"{label} {ask.name}"] = sees and request.user.has_perm(ask.permission)
    return may


def test_acts_are_for_the_roles_of_the_table() -> None:
    found: dict[str, set[str]] = {}
    for role, letter in LETTERS.items():
        request = RequestFactory().get("/")
        request.user = get_user_model().objects.get(pk=sign_in(role).session["_auth_user_id"])
        for name, is_allowed in read_acts(request).items():
            found.setdefault(name, set()).update({letter} if is_allowed else ())

    table = {name: set(letters.split()) for name, letters in MAY.items()}
    kept = {
        name: letters
        for name, letters in found.items()
        if letters or name.partition(" ")[2] not in PLAIN
    }
    assert kept == table
    assert {name for name, letters in table.items() if "A" in letters} == set()


def test_pages_of_acts_open_for_the_roles_of_the_table() -> None:
    make_everything()
    clients = {letter: sign_in(role) for role, letter in LETTERS.items()}
    acts = dict(list_acts())

    may = {
        name: {letter for letter, client in clients.items() if client.get(page).status_code == 200}
        for name, page in acts.items()
    }

    assert may == {name: set(MAY[name].split()) for name in acts}


def test_auditor_posts_nothing() -> None:
    make_everything()
    client = sign_in(roles.AUDITOR)
    before = read_everything()

    answers = {page: client.post(page, {"reason": "x"}).status_code for _n, page in list_acts()}

    assert set(answers.values()) == {403}
    assert read_everything() == before


def read_everything() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in admin.site._registry
        if model._meta.label != "auth.User"
    }


def test_no_role_looks_behind_a_code() -> None:
    held = {name for permissions in roles.ROLES.values() for name in permissions}

    assert roles.ROLES[roles.AUDITOR] == {
        name for name in roles.ROLES[roles.AUDITOR] if name.split(".")[1].startswith("view_")
    }
    assert "payouts.view_attachment" not in roles.ROLES[roles.AUDITOR]
    behind = {name for name in held if name.startswith("vault.") and ".view_" not in name}
    assert behind <= roles.ROLES[roles.PROGRAMME]
    assert [
        role for role in roles.ROLES if behind & roles.ROLES[role] and role != roles.PROGRAMME
    ] == []


def test_every_permission_of_a_role_exists() -> None:
    held = {name for permissions in roles.ROLES.values() for name in permissions}
    missing = held - read_permissions().keys()

    assert missing == set()


def test_roles_made_again_are_what_the_table_says() -> None:
    group = Group.objects.get(name=roles.CONTENT)
    group.permissions.clear()
    own = Group.objects.create(name="Market stall")

    make_roles()

    assert group.permissions.count() == len(roles.ROLES[roles.CONTENT])
    assert own.permissions.count() == 0


def test_today_shows_a_role_what_it_may_open() -> None:
    make_everything()

    answer = sign_in(roles.CONTENT).get("/admin/")

    panels = [*answer.context["waiting"], *answer.context["calm"]]
    assert [str(panel.title) for panel in panels] == ["Reviews to read"]


def test_superuser_gives_roles_and_takes_them() -> None:
    seed_staff()
    client = Client()
    boss = get_user_model().objects.get(email=STAFF_EMAIL)
    client.force_login(boss)
    person = get_user_model().objects.get(email=SHOPPER_EMAIL)
    page = reverse("admin:auth_user_ask", args=(person.pk, "roles"))
    group = Group.objects.get(name=roles.CONTENT)

    seen = []
    for chosen in ([group.pk], []):
        client.post(page, {"roles": chosen, "reason": "New here"})
        person.refresh_from_db()
        seen.append((person.is_staff, [one.name for one in person.groups.all()]))

    assert seen == [(True, [roles.CONTENT]), (False, [])]


def test_nobody_changes_her_own_roles() -> None:
    seed_staff()
    boss: Any = get_user_model().objects.get(email=STAFF_EMAIL)

    with pytest.raises(OwnRolesError):
        set_roles(user_id=boss.pk, names=[roles.FINANCE], actor_id=boss.pk)

    assert boss.groups.count() == 0

"""The shop's own pages: who changes them, and that no version is lost."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nomi.demo.logins import CONTENT_EMAIL
from nomi.demo.staff import seed_staff
from shop.content import services
from shop.content.first_words import put_up_pages, read_words
from shop.content.models import Page, PageVersion
from shop.content.parts import write_body
from shop.content.services import IN_FOOTER, PageRefused
from tests.shop.racing import meet_before, race
from tests.shop.shopping import make_user

pytestmark = pytest.mark.django_db
WORDS = {"title": "About", "description": "Who we are.", "body": "<p>New words.</p>"}


def newest(slug: str = "about") -> PageVersion:
    return PageVersion.objects.filter(page__slug=slug).order_by("-pk")[0]


def save(slug: str = "about", **other: Any) -> PageVersion:
    page = Page.objects.get(slug=slug)
    given = {**WORDS, "is_draft": False, "seen_id": newest(slug).pk, "actor": "staff:1", **other}
    return services.save_version(page_id=page.pk, now=timezone.now(), **given)


def enter() -> Client:
    """Return somebody who writes the pages."""
    seed_staff()
    client = Client()
    client.force_login(get_user_model().objects.get(email=CONTENT_EMAIL))
    return client


@pytest.mark.parametrize("slug", sorted(IN_FOOTER))
def test_page_asks_one_question_and_is_the_same_for_everybody(
    slug: str, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        answer = client.get(f"/{slug}/")
    again = client.get(f"/{slug}/", headers={"if-none-match": answer.headers["ETag"]})

    html = answer.content.decode()
    assert (answer.status_code, again.status_code, len(answer.cookies)) == (200, 304, 0)
    assert answer.headers["Cache-Control"] == "public, no-cache, max-age=0"
    assert html.count("<h1>") == 1
    assert "[[" not in html


def test_foot_of_every_page_leads_to_every_page(client: Client) -> None:
    html = client.get("/").content.decode()

    foot = html[html.index("<footer") :]
    assert {f"/{slug}/" for slug in (*IN_FOOTER, "contact")} <= set(
        re.findall(r'href="([^"]+)"', foot)
    )


def test_links_between_the_pages_lead_somewhere(client: Client) -> None:
    client.force_login(make_user())
    links = {link for words in read_words() for link in re.findall(r'href="(/[^"]*)"', words.body)}

    assert {link: client.get(link, follow=True).status_code for link in links} == dict.fromkeys(
        links, 200
    )


def test_first_words_leave_alone_what_is_there() -> None:
    save()

    assert (put_up_pages(), newest().body) == (0, "<p>New words.</p>")


@pytest.mark.parametrize("slug", ["nothing-here", "x" * 60, "0"])
def test_unknown_page_is_not_found_in_words(slug: str, client: Client) -> None:
    answer = client.get(f"/{slug}/")

    assert answer.status_code == 404
    assert "There is no page here" in answer.content.decode()


def test_draft_leaves_the_page_as_it_is_until_it_is_taken(client: Client) -> None:
    before = client.get("/about/").content

    draft = save(is_draft=True)
    meanwhile = client.get("/about/").content
    services.take_again(version_id=draft.pk, actor="staff:1", now=timezone.now())

    assert meanwhile == before
    assert "<p>New words.</p>" in client.get("/about/").content.decode()


def test_older_version_is_taken_again_as_a_new_one(client: Client) -> None:
    first, versions = newest(), PageVersion.objects.count()
    save()

    taken = services.take_again(version_id=first.pk, actor="staff:2", now=timezone.now())

    assert (taken.body, taken.saved_by) == (first.body, "staff:2")
    assert PageVersion.objects.count() == versions + 2
    assert "Where the markup goes" in client.get("/about/").content.decode()


def test_hidden_page_is_not_found_and_comes_back(client: Client) -> None:
    page = services.add_page(
        slug="size-guide", **WORDS, is_draft=False, actor="staff:1", now=timezone.now()
    )
    seen = [client.get("/size-guide/").status_code]

    services.hide_page(page_id=page.pk, actor="staff:1", now=timezone.now())
    seen.append(client.get("/size-guide/").status_code)
    services.take_again(version_id=newest("size-guide").pk, actor="staff:1", now=timezone.now())

    assert [*seen, client.get("/size-guide/").status_code] == [200, 404, 200]


def test_page_of_the_footer_cannot_be_hidden() -> None:
    before = PageVersion.objects.count()

    with pytest.raises(PageRefused):
        services.hide_page(
            page_id=Page.objects.get(slug="terms").pk, actor="staff:1", now=timezone.now()
        )

    assert PageVersion.objects.count() == before


@pytest.mark.parametrize("slug", ["about", "shop", "contact", "admin", "search", "basket"])
def test_taken_address_is_refused(slug: str) -> None:
    before = (Page.objects.count(), PageVersion.objects.count())

    with pytest.raises(PageRefused):
        services.add_page(slug=slug, **WORDS, is_draft=False, actor="staff:1", now=timezone.now())

    assert (Page.objects.count(), PageVersion.objects.count()) == before


@pytest.mark.parametrize("act", ["update", "delete"])
@pytest.mark.parametrize("model", [Page, PageVersion])
def test_version_and_page_can_be_neither_changed_nor_deleted(model: Any, act: str) -> None:
    rows = model.objects.filter(pk=model.objects.latest("pk").pk)
    before = list(model.objects.order_by("pk").values())

    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        rows.update(id=999_999) if act == "update" else rows._raw_delete(rows.db)

    assert list(model.objects.order_by("pk").values()) == before


def test_harm_is_taken_out_on_save() -> None:
    body = '<p onclick="x()">Hi</p><script>alert(1)</script><a href="javascript:x()">l</a>'

    saved = save(body=body)

    assert saved.body == '<p>Hi</p><a rel="noopener noreferrer">l</a>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>[[delivery-costs]]</p>", "delivery-costs"),
        ("<script>alert(1)</script>", "Write words"),
        ("<p>&nbsp;</p>", "Write words"),
        ('<img src="bag.png">', "Write words"),
    ],
)
def test_unknown_part_and_text_without_a_word_are_refused(body: str, words: str) -> None:
    before = PageVersion.objects.count()

    with pytest.raises(PageRefused, match=words):
        save(body=body)

    assert PageVersion.objects.count() == before


def test_part_inside_a_tag_stays_as_it_is() -> None:
    html = write_body('<p><a href="[[cookies]]">[[return-days]]</a></p>')

    assert 'href="[[cookies]]"' in html
    assert ">30</a>" in html


def test_words_written_over_an_older_version_are_refused() -> None:
    seen = newest().pk
    save(title="Hers")
    before = PageVersion.objects.count()

    with pytest.raises(PageRefused):
        save(title="His", seen_id=seen)

    assert (PageVersion.objects.count(), newest().title) == (before, "Hers")


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_overwrite_nothing() -> None:
    seen, versions = newest().pk, PageVersion.objects.count()

    ended = race(*[lambda: save(seen_id=seen)] * 2)

    assert sorted(type(one).__name__ for one in ended) == ["PageRefused", "PageVersion"]
    assert PageVersion.objects.count() == versions + 1


@pytest.mark.django_db(transaction=True)
def test_two_who_save_at_once_both_save_without_the_lock(monkeypatch: Any) -> None:
    seen = newest().pk
    monkeypatch.setattr(services, "lock_page", lambda *, page_id: Page.objects.get(pk=page_id))
    met = meet_before(lambda **_given: [], 2)
    monkeypatch.setattr(services, "find_unknown_parts", lambda _body: met())

    ended = race(*[lambda: save(seen_id=seen)] * 2)

    assert [type(one).__name__ for one in ended] == ["PageVersion", "PageVersion"]


def test_staff_write_a_page_and_look_at_it_first(client: Client) -> None:
    staff, page = enter(), Page.objects.get(slug="about")
    address = reverse("admin:content_page_ask", args=(page.pk, "write"))
    opened = staff.get(address).context["form"].initial

    staff.post(address, {**opened, **WORDS, "is_draft": "on"})
    draft = newest()
    shown = staff.get(reverse("admin:content_page_change", args=(page.pk,))).content.decode()
    preview = staff.get(reverse("admin:content_pageversion_preview", args=(draft.pk,)))
    staff.post(reverse("admin:content_pageversion_press", args=(draft.pk, "take")))

    assert (draft.state, draft.saved_by.startswith("staff:")) == ("draft", True)
    assert reverse("admin:content_pageversion_change", args=(draft.pk,)) in shown
    assert "<p>New words.</p>" in preview.content.decode()
    assert preview.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "<p>New words.</p>" in client.get("/about/").content.decode()


def test_refused_words_stay_in_the_form() -> None:
    staff, page = enter(), Page.objects.get(slug="about")
    address = reverse("admin:content_page_ask", args=(page.pk, "write"))
    before = PageVersion.objects.count()

    answer = staff.post(address, {**WORDS, "body": "<p>[[no]]</p>", "seen_id": newest().pk})

    assert "<p>[[no]]</p>" in answer.context["form"]["body"].value()
    assert "There is no part called no." in answer.content.decode()
    assert PageVersion.objects.count() == before

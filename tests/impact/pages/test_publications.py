from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from impact.pages.counting.checksums import write_digest
from impact.pages.models import Publication, PublicationBasis
from impact.pages.queries import find_publication
from impact.pages.services import publications
from impact.pages.services.publications import PublicationRefused
from tests.impact.pages.cohorts import (
    APPROVER,
    DUE,
    NEXT_DUE,
    NEXT_QUARTER,
    QUARTER,
    READER,
    find_table,
    open_accounts,
    publish,
    set_status,
)

pytestmark = pytest.mark.django_db
State = Publication.State


def make() -> Publication:
    return publications.make_publication(quarter_on=QUARTER, now=DUE)


def read_row(publication: Publication) -> dict[str, Any]:
    return Publication.objects.filter(pk=publication.pk).values().get()


def test_publication_counts_those_who_had_started_by_the_quarters_end() -> None:
    open_accounts(30)
    open_accounts(11, first=30, on=NEXT_QUARTER)

    made = make()

    assert (made.people_count, made.state, made.version) == (30, State.DRAFT, 1)
    assert find_table(made, "status")["cells"] == {"active": 30}
    assert made.digest == write_digest(made.content)
    assert len(made.books_digest) == 64


def test_publication_of_ten_women_counts_nobody() -> None:
    open_accounts(10)

    made = make()

    assert (made.people_count, made.content["women"], made.content["tables"]) == (0, None, [])
    assert made.content["fund"] == {}


def test_two_quarters_that_differ_by_one_woman_say_the_same_of_her() -> None:
    codes = open_accounts(30)
    set_status(codes[:15], "graduated")
    first = publish()
    set_status(codes[15:16], "graduated", on=NEXT_QUARTER)

    second = publish(NEXT_QUARTER, now=NEXT_DUE)

    before, after = find_table(first, "status"), find_table(second, "status")
    assert before["cells"] == after["cells"] == {"active": 15, "graduated": 15}
    assert (after["state"], after["since"]) == ("held", "2026 Q1")


def test_eleven_women_who_moved_are_shown_in_the_next_quarter() -> None:
    codes = open_accounts(60)
    set_status(codes[:20], "graduated")
    publish()
    set_status(codes[20:31], "graduated", on=NEXT_QUARTER)

    second = publish(NEXT_QUARTER, now=NEXT_DUE)

    assert find_table(second, "status")["cells"] == {"active": 29, "graduated": 31}


def test_quarter_is_published_one_full_quarter_late() -> None:
    open_accounts(30)

    with pytest.raises(PublicationRefused, match="One full quarter"):
        publications.make_publication(quarter_on=QUARTER, now=DUE - timedelta(hours=10))

    assert Publication.objects.count() == 0


def test_due_publication_is_made_once() -> None:
    open_accounts(30)

    made = [publications.make_due_publication(now=DUE + timedelta(days=day)) for day in range(3)]

    assert [row is not None for row in made] == [True, False, False]
    assert Publication.objects.get().quarter_on == QUARTER


def test_draft_is_not_public_until_a_second_person_approves() -> None:
    open_accounts(30)
    made = make()
    seen = [find_publication()]

    publications.review_publication(publication_id=made.pk, note="Read", actor=READER, now=DUE)
    seen.append(find_publication())
    publications.approve_publication(publication_id=made.pk, actor=APPROVER, now=DUE)

    assert seen == [None, None]
    assert find_publication() == made


def test_reader_cannot_approve_what_she_looked_through() -> None:
    open_accounts(30)
    made = make()
    publications.review_publication(publication_id=made.pk, note="", actor=READER, now=DUE)
    before = read_row(made)

    with pytest.raises(PublicationRefused, match="Another person"):
        publications.approve_publication(publication_id=made.pk, actor=READER, now=DUE)

    assert read_row(made) == before


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (
            {"state": "approved", "decided_by": READER, "decided_at": DUE},
            "publication_is_approved_by_another_person",
        ),
        ({"state": "approved"}, "publication_is_decided_by_somebody"),
        ({"state": "draft"}, "publication_is_never_rewritten"),
        ({"content": {}}, "publication_is_never_rewritten"),
        (
            {"state": "approved", "decided_by": APPROVER, "decided_at": DUE, "people_count": 12},
            "publication_is_never_rewritten",
        ),
        (
            {"state": "approved", "decided_by": READER, "decided_at": DUE, "reviewed_by": "x"},
            "publication_is_never_rewritten",
        ),
    ],
)
def test_database_refuses_what_the_services_would(change: dict[str, Any], rule: str) -> None:
    open_accounts(30)
    made = make()
    publications.review_publication(publication_id=made.pk, note="", actor=READER, now=DUE)
    before = read_row(made)

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Publication.objects.filter(pk=made.pk).update(**change)

    assert read_row(made) == before


def test_database_refuses_to_skip_the_first_look() -> None:
    open_accounts(30)
    made = make()

    change = {"reviewed_by": READER, "reviewed_at": DUE, "decided_by": APPROVER, "decided_at": DUE}
    with pytest.raises(IntegrityError, match="never_rewritten"), transaction.atomic():
        Publication.objects.filter(pk=made.pk).update(state="approved", **change)

    assert read_row(made)["state"] == "draft"


def test_published_figures_are_never_changed_or_deleted() -> None:
    open_accounts(30)
    made = publish()
    before = read_row(made)

    for act in (
        lambda: Publication.objects.filter(pk=made.pk).update(people_count=31),
        lambda: Publication.objects.filter(pk=made.pk).update(state="refused"),
        lambda: PublicationBasis.objects.filter(pk=made.pk).update(places={}),
        lambda: PublicationBasis.objects.filter(pk=made.pk).delete(),
        lambda: Publication.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises((IntegrityError,)), transaction.atomic():
            act()

    assert read_row(made) == before
    assert PublicationBasis.objects.get().places["status"] != {}


def test_later_version_takes_the_place_and_the_earlier_stays() -> None:
    open_accounts(30)
    first = publish()

    second = publish(now=DUE + timedelta(days=3))

    assert (second.version, find_publication()) == (2, second)
    assert read_row(first)["state"] == "approved"


def test_draft_made_before_another_was_approved_is_refused() -> None:
    open_accounts(30)
    old = publications.make_publication(quarter_on=QUARTER, now=DUE)
    publications.review_publication(publication_id=old.pk, note="", actor=READER, now=DUE)
    later = NEXT_DUE + timedelta(days=1)
    publish(NEXT_QUARTER, now=later)
    before = read_row(old)

    with pytest.raises(PublicationRefused, match="since this one was made"):
        publications.approve_publication(publication_id=old.pk, actor=APPROVER, now=later)

    assert read_row(old) == before


def test_refused_publication_is_kept_and_made_anew() -> None:
    open_accounts(30)
    made = make()

    publications.refuse_publication(
        publication_id=made.pk, reason="A status is wrong.", actor=READER, now=DUE
    )

    again = make()
    assert (read_row(made)["state"], again.version) == ("refused", 2)
    assert find_publication() is None

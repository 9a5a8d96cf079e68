from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from oscar.core.loading import get_model

from shop.reviews import services
from shop.reviews.queries import find_reviews
from shop.reviews.services import ReviewRefused
from tests.shop.goods import Family, make_family, settle
from tests.shop.reviews.acts import approve, edit, make_order, read_rows, reject, write
from tests.shop.shopping import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def family() -> Family:
    return make_family()


def get_product(family: Family) -> Any:
    return get_model("catalogue", "Product").objects.get(pk=family.parent.pk)


@pytest.mark.parametrize("status", ["Paid", "Ready to ship", "On hold", "Cancelled"])
def test_goods_that_have_not_left_are_not_spoken_of(family: Family, status: str) -> None:
    order = make_order(family, status=status)

    with pytest.raises(ReviewRefused):
        write(order, family)

    assert read_rows() == []


def test_other_goods_than_those_bought_are_not_spoken_of(family: Family) -> None:
    order, other = make_order(family), make_family("Tie", slug="tie")

    with pytest.raises(ReviewRefused):
        write(order, other)

    assert read_rows() == []


def test_review_waits_and_is_shown_once_approved(family: Family) -> None:
    review = write(make_order(family), family)
    settle()
    waiting = (find_reviews(product_id=family.parent.pk), get_product(family).rating)

    approve(review)
    settle()

    shown = find_reviews(product_id=family.parent.pk)
    assert waiting == (None, None)
    assert shown is not None
    assert (shown.count, shown.average, shown.newest[0].name) == (1, "4.0", "Ada")
    assert get_product(family).rating == 4.0


def test_average_count_and_bars_are_of_all_approved_reviews(family: Family) -> None:
    for score in (5, 5, 4, 1):
        approve(write(make_order(family), family, score=score))
    write(make_order(family), family, score=1)
    reject(write(make_order(family), family, score=1))
    settle()

    shown = find_reviews(product_id=family.parent.pk)

    assert shown is not None
    assert (shown.count, shown.average, shown.stars) == (4, "3.8", "★★★★☆")
    assert [(bar.score, bar.count, bar.percent) for bar in shown.bars] == [
        (5, 2, 50),
        (4, 1, 25),
        (3, 0, 0),
        (2, 0, 0),
        (1, 1, 25),
    ]


def test_second_review_is_refused_by_order_and_by_account(family: Family) -> None:
    user = make_user()
    order, again = make_order(family, user=user), make_order(family, user=user)
    write(order, family)
    before = read_rows()

    for each in (order, again):
        with pytest.raises(ReviewRefused):
            write(each, family)

    assert read_rows() == before


def test_guest_speaks_of_each_product_of_an_order_once(family: Family) -> None:
    tie = make_family("Tie", slug="tie")
    order = make_order(family)
    order.lines.create(
        partner_sku="tie",
        product=tie.children["navy"],
        stockrecord=tie.record("navy"),
        quantity=1,
        num_allocated=1,
        line_price_incl_tax=18,
        line_price_excl_tax=18,
        line_price_before_discounts_incl_tax=18,
        line_price_before_discounts_excl_tax=18,
    )

    reviews = [write(order, each) for each in (family, tie)]
    before = read_rows()
    for each in (family, tie):
        with pytest.raises(ReviewRefused):
            write(order, each)

    assert [review.product_id for review in reviews] == [family.parent.pk, tie.parent.pk]
    assert {review.purchase.order_id for review in reviews} == {order.pk}
    assert read_rows() == before


def test_change_waits_again_and_leaves_the_page(family: Family) -> None:
    order = make_order(family)
    review = write(order, family)
    approve(review)
    settle()

    edit(order, family, score=1, body="The seam went.")
    settle()

    review.refresh_from_db()
    assert (review.status, review.score, review.body) == (services.PENDING, 1, "The seam went.")
    assert review.purchase.decided_by is None
    assert (find_reviews(product_id=family.parent.pk), get_product(family).rating) == (None, None)


def test_nothing_is_changed_where_nothing_was_written(family: Family) -> None:
    with pytest.raises(ReviewRefused):
        edit(make_order(family), family)

    assert read_rows() == []


def test_refused_review_keeps_why_until_it_is_changed(family: Family) -> None:
    order = make_order(family)
    review = write(order, family)

    reject(review, "It names a person.")
    review.purchase.refresh_from_db()
    told = review.purchase.words
    edit(order, family)

    review.purchase.refresh_from_db()
    assert (told, review.purchase.words) == ("It names a person.", "")


@pytest.mark.parametrize("score", [0, 6, -1])
def test_database_refuses_a_score_that_is_none(family: Family, score: int) -> None:
    order = make_order(family)

    with pytest.raises(IntegrityError), transaction.atomic():
        write(order, family, score=score)

    assert read_rows() == []


def test_forgetting_writers_asks_for_no_product(family: Family) -> None:
    """Two products locked one after the other could block who holds the second one."""
    user = make_user()
    approve(write(make_order(family, user=user), family))
    settle()
    products = get_model("catalogue", "Product").objects
    products.filter(pk=family.parent.pk).update(rating=1)

    services.forget_writer(user_id=user.pk, order_ids=[])
    settle()

    assert products.get(pk=family.parent.pk).rating == 1


def test_review_deleted_takes_its_score_along(family: Family) -> None:
    for score in (5, 2):
        approve(write(make_order(family), family, score=score))
    settle()

    get_model("reviews", "ProductReview").objects.filter(score=2).delete()
    settle()

    assert get_product(family).rating == 5.0


def test_whoever_leaves_leaves_the_words_without_the_person(family: Family) -> None:
    user = make_user()
    mine = make_order(family, user=user)
    other = make_order(family)
    kept = [write(mine, family), write(other, family, name="Bo")]
    for review in kept:
        approve(review)

    forgotten = services.forget_writer(user_id=user.pk, order_ids=[mine.pk])
    user.delete()
    settle()

    shown = find_reviews(product_id=family.parent.pk)
    assert forgotten == 1
    assert shown is not None
    assert [(each.name, each.body) for each in shown.newest] == [
        ("Bo", "It holds a week of food."),
        ("", "It holds a week of food."),
    ]


def test_reviews_are_read_in_one_query(family: Family, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        approve(write(make_order(family), family))
    settle()

    with django_assert_num_queries(1):
        find_reviews(product_id=family.parent.pk)


def test_now_is_the_moment_of_the_caller(family: Family) -> None:
    moment = timezone.now()
    order = make_order(family)

    review = services.write_review(
        order_id=order.pk,
        product_id=family.parent.pk,
        written=services.Written(score=3, title="Fair", body="Fair.", name=""),
        now=moment,
    )

    assert review.purchase.written_at == moment

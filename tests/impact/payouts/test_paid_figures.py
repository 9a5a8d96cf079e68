"""What the public page says of paid and completed money, as of its moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from impact.pages.models import FundBatch
from impact.pages.services import publish_fund_batch
from impact.pages.stages import list_stages
from impact.payouts.queries import count_fewest_accounts, get_paid_sums
from impact.payouts.services import progress
from tests.impact.payouts import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("account")]


def test_published_figures_follow_the_payouts() -> None:
    provider = builders.make_provider()
    builders.make_payout(provider)
    builders.settle_payout(builders.make_payout(provider), paid_minor=12_345)
    done = builders.settle_payout(builders.make_payout(provider))
    progress.complete_payout(
        payout_uid=done.uid,
        proof=builders.attach(done.draw, "proof"),
        actor="staff:1",
        now=timezone.now(),
    )
    back = builders.settle_payout(builders.make_payout(provider))
    progress.return_payout(
        payout_uid=back.uid,
        returned_minor=12_000,
        reference="LINE-9",
        returned_on=timezone.now().date(),
        actor="system",
        now=timezone.now(),
    )

    publish_fund_batch(now=timezone.now() + timedelta(minutes=2))

    batch = FundBatch.objects.get()
    figures = (batch.committed_dollars, batch.paid_dollars, batch.completed_dollars)
    assert figures == (120, 120, 120)


def test_few_payments_are_no_figure_of_their_own() -> None:
    batch = FundBatch(
        pending_dollars=5,
        available_dollars=7,
        allocated_dollars=100,
        committed_dollars=20,
        paid_dollars=30,
        completed_dollars=50,
        payout_account_count=10,
    )

    assert [(stage.name, stage.dollars) for stage in list_stages(batch)] == [
        ("Pending", 5),
        ("Available", 7),
        ("Credited", 200),
    ]

    batch.payout_account_count = 11
    assert [stage.dollars for stage in list_stages(batch)] == [5, 7, 100, 20, 30, 50]


def test_publication_counts_the_accounts_behind_the_rarest_figure() -> None:
    provider = builders.make_provider()
    builders.make_payout(provider)
    builders.settle_payout(builders.make_payout(provider))
    assert count_fewest_accounts(before=timezone.now()) == 0  # nothing is completed

    done = builders.settle_payout(builders.make_payout(provider))
    progress.complete_payout(
        payout_uid=done.uid,
        proof=builders.attach(done.draw, "proof"),
        actor="staff:1",
        now=timezone.now(),
    )

    assert count_fewest_accounts(before=timezone.now()) == 1
    assert count_fewest_accounts(before=timezone.now() - timedelta(minutes=1)) == 0


def test_payment_does_not_count_before_its_moment() -> None:
    builders.settle_payout(builders.make_payout())

    sums = get_paid_sums(before=timezone.now() - timedelta(minutes=1))

    assert (sums.paid_minor, sums.completed_minor) == (0, 0)

"""Raced clients with broken connections, on a database of their own: no invariant gives way."""

from collections.abc import Callable, Iterator

import pytest

from tests.impact.simulation.invariants import INVARIANTS
from tests.impact.simulation.mutations import MUTATIONS
from tests.impact.simulation.plan import Plan
from tests.impact.simulation.world import own_database, run


@pytest.fixture
def _own_database(transactional_db: None) -> Iterator[None]:
    with own_database("test_simulation"):
        yield


@pytest.mark.usefixtures("_own_database")
def test_no_invariant_gives_way() -> None:
    outcome = run(seed=1, entries=800, most_seconds=15)

    print(outcome, f"{len(INVARIANTS)} invariants")  # noqa: T201 - said under `pytest -s`
    assert outcome.violations == []
    assert outcome.breaks > 0
    assert outcome.answers.keys() >= {"stored", "refused"}


@pytest.mark.usefixtures("_own_database")
@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_control_without_a_guard_an_invariant_gives_way(mutate: Callable[[], None]) -> None:
    mutate()

    outcome = run(seed=2, entries=250, most_seconds=120, breaks_lines=False)

    assert outcome.violations != []


def test_seed_alone_decides_what_is_tried() -> None:
    first, again = (Plan(seed=7).rounds() for _ in range(2))

    assert [next(first), next(first)] == [next(again), next(again)]

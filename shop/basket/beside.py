"""What lies beside a basket for the order it may become: it outlives a lost session."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.apps import apps
from django.db import models, transaction


class BesideBasket(models.Model):
    """One wish for the order that a basket may become; whoever holds the basket may read it.

    It stands beside the basket and not in the session, so that one who loses her session half-way
    finds it again. It goes with the basket, when the order is paid, and when its `life` is over.
    """

    life: ClassVar[timedelta] = timedelta(days=1)
    """How long it is kept after it was last changed, and shown at most."""
    leads: ClassVar[tuple[str, ...]] = ()
    """What it is always read with."""

    basket = models.OneToOneField(
        "basket.Basket", on_delete=models.CASCADE, related_name="%(class)s"
    )
    kept_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Name the basket, never what was wished."""
        return str(self.basket_id)


Kind = TypeVar("Kind", bound=BesideBasket)


def list_beside() -> list[str]:
    """Return what a visitor's basket is read with, so that nothing beside it costs a query."""
    return [
        "__".join((f"{kind._meta.model_name}", *lead))
        for kind in _list_kinds()
        for lead in ((), *((each,) for each in kind.leads))
    ]


def find_beside(kind: type[Kind], *, basket: Any, now: datetime) -> Kind | None:
    """Return what lies beside the basket, None for nothing or nothing any more.

    No query for a basket that was read with `list_beside`, none without a basket.
    """
    row: Kind | None = getattr(basket, f"{kind._meta.model_name}", None)
    return row if row is not None and row.kept_at > now - kind.life else None


def keep_beside(kind: type[BesideBasket], *, basket: Any, now: datetime, **wish: Any) -> None:
    """Lay the wish beside the basket, in the place of an older one; without a basket, nowhere."""
    if basket.pk:
        kind._default_manager.bulk_create(
            [kind(basket=basket, kept_at=now, **wish)],
            update_conflicts=True,
            unique_fields=["basket"],
            update_fields=["kept_at", *wish],
        )


def take_from_beside(kind: type[BesideBasket], *, basket: Any) -> None:
    """Take the wish away again."""
    if basket.pk:
        kind._default_manager.filter(basket=basket.pk).delete()
        setattr(basket, f"{kind._meta.model_name}", None)


@transaction.atomic
def move_beside(*, basket_id: int, into_id: int) -> None:
    """Give all beside a basket that was left to the one gone on with; what is newer wins."""
    for kind in _list_kinds():
        rows = kind._default_manager.filter(basket__in=(basket_id, into_id))
        for place, row in enumerate(rows.order_by("-kept_at", "-pk")):
            if place:
                row.delete()
        kind._default_manager.filter(basket=basket_id).update(basket=into_id)


def forget_paid(*, order_number: str) -> None:
    """Forget what the order was made of: it knows itself."""
    for kind in _list_kinds():
        kind._default_manager.filter(basket__order__number=order_number).delete()


def forget_old(*, now: datetime) -> None:
    """Delete what nobody came back for."""
    for kind in _list_kinds():
        kind._default_manager.filter(kept_at__lte=now - kind.life).delete()


def _list_kinds() -> list[type[BesideBasket]]:
    """Return every table of such wishes."""
    return [model for model in apps.get_models() if issubclass(model, BesideBasket)]

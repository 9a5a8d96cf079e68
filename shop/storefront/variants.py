"""Which variants a product has, which one is chosen, and where the other choices lead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from shop.search.vocabulary import Vocabulary

SCARCE = 5


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A thing that can be bought. `left` is None where stock is not counted."""

    product_id: int
    sku: str
    title: str
    colour: str
    size: str
    price_minor: int
    left: int | None

    @property
    def is_buyable(self) -> bool:
        """Return whether at least one piece is free."""
        return self.left is None or self.left > 0

    @property
    def query(self) -> str:
        """Return the query string that chooses it."""
        return write_choice(colour=self.colour, size=self.size)

    @property
    def is_scarce(self) -> bool:
        """Return whether so few are left that a shopper should know."""
        return self.left is not None and 0 < self.left <= SCARCE


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One colour or size as the page offers it."""

    key: str
    label: str
    query: str
    is_chosen: bool
    is_sold_out: bool
    variant: Variant


@dataclass(frozen=True, kw_only=True)
class Choices:
    """All variants, the one the page shows, and what can be chosen.

    `chosen` is None while a size is still to be picked.
    """

    variants: tuple[Variant, ...]
    shown: Variant
    chosen: Variant | None
    colours: tuple[Choice, ...]
    sizes: tuple[Choice, ...]
    colour_label: str

    @property
    def is_buyable(self) -> bool:
        """Return whether anything in the colour shown can be bought."""
        if self.sizes:
            return any(not size.is_sold_out for size in self.sizes)
        return self.shown.is_buyable


def make_choices(
    variants: Sequence[Variant], *, vocabulary: Vocabulary, asked_id: int, colour: str, size: str
) -> Choices:
    """Return what the page offers for the colour, size or variant that was asked for.

    What does not exist is ignored. Unasked, the first that can be bought is shown.
    """
    asked = next((each for each in variants if each.product_id == asked_id), None)
    colour = asked.colour if asked and len(variants) > 1 else colour
    size = asked.size if asked and len(variants) > 1 else size
    shown = _pick(variants, colour=colour, size=size)
    in_colour = [each for each in variants if each.colour == shown.colour]
    sizes = tuple(
        Choice(
            key=each.size,
            label=vocabulary.sizes.get(each.size, each.size),
            query=each.query,
            is_chosen=each.size == size == shown.size,
            is_sold_out=not each.is_buyable,
            variant=each,
        )
        for each in _sort(in_colour, by=vocabulary.sizes, name="size")
        if each.size
    )
    is_settled = not sizes or any(each.is_chosen for each in sizes)
    return Choices(
        variants=tuple(variants),
        shown=shown,
        chosen=shown if is_settled else None,
        colours=_make_colours(variants, shown=shown, size=size, vocabulary=vocabulary),
        sizes=sizes,
        colour_label=vocabulary.colours.get(shown.colour, shown.colour),
    )


def write_choice(*, colour: str, size: str = "") -> str:
    """Return the query string that chooses a colour and a size."""
    return urlencode({key: each for key, each in (("colour", colour), ("size", size)) if each})


def _pick(variants: Sequence[Variant], *, colour: str, size: str) -> Variant:
    """Return the variant nearest to what was asked: its colour first, then its size."""
    return min(
        variants,
        key=lambda each: (
            each.colour != colour if colour else False,
            each.size != size if size else False,
            not each.is_buyable,
        ),
    )


def _make_colours(
    variants: Sequence[Variant], *, shown: Variant, size: str, vocabulary: Vocabulary
) -> tuple[Choice, ...]:
    """Return the colours; a size that was asked for goes along where the colour has it."""
    choices = []
    for key in dict.fromkeys(each.colour for each in variants if each.colour):
        alike = [each for each in variants if each.colour == key]
        choices.append(
            Choice(
                key=key,
                label=vocabulary.colours.get(key, key),
                query=write_choice(
                    colour=key, size=size if any(each.size == size for each in alike) else ""
                ),
                is_chosen=key == shown.colour,
                is_sold_out=not any(each.is_buyable for each in alike),
                variant=alike[0],
            )
        )
    return tuple(choices)


def _sort(variants: Iterable[Variant], *, by: dict[str, str], name: str) -> list[Variant]:
    """Return the variants in the order in which the options were made: S before M before L."""
    order = {key: place for place, key in enumerate(by)}
    return sorted(variants, key=lambda each: order.get(getattr(each, name), len(order)))

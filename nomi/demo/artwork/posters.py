"""Wide pictures: the hero of the home page and the picture shown when a link is shared."""

from nomi.demo.artwork.material import Palette, backdrop
from nomi.demo.artwork.scenes import bouquet, front_of_peg, peg_rail
from nomi.demo.artwork.slogans import SERIF, label, mark, on_tote
from nomi.demo.artwork.studio import MARKET
from nomi.demo.artwork.svg import document, element, group, move, words
from nomi.demo.artwork.totes import tote

HERO = (2000, 1250)
SHARE = (1200, 630)


def _wall(palette: Palette, colour: str, size: tuple[int, int]) -> str:
    width, height = size
    return group(backdrop(palette, colour), transform=f"scale({width / 1200} {height / 1500})")


def _bag(
    palette: Palette, colour: str, *, x: float, y: float, scale: float, stems: bool = False
) -> str:
    within = bouquet(palette, x=600, y=700) if stems else ""
    bag = tote(palette, colour, seed=5, artwork=on_tote, within=within)
    return move(
        group(bag, front_of_peg(palette, 116, radius=40)),
        x=x - 600 * scale,
        y=y - 118 * scale,
        scale=scale,
    )


def hero() -> str:
    """Return three totes and a market bag on a rail, 2000 × 1250."""
    palette = Palette()
    rail = move(peg_rail(palette, 120, at=(), half=32), x=-40, y=-20, scale=1.75)
    market = tote(
        palette,
        "charcoal",
        seed=15,
        cut=MARKET,
        artwork=label,
        coarse=1.5,
        strap_colour="natural",
        contrast="natural",
    )
    bags = (
        _bag(palette, "rust", x=275, y=200, scale=0.68),
        _bag(palette, "natural", x=775, y=200, scale=0.74, stems=True),
        _bag(palette, "indigo", x=1275, y=200, scale=0.68),
        move(
            group(market, front_of_peg(palette, 196, radius=46)),
            x=1800 - 600 * 0.62,
            y=200 - 198 * 0.62,
            scale=0.62,
        ),
    )
    body = _wall(palette, "#dccbb6", HERO) + rail + "".join(bags)
    return document(element("defs", *palette.definitions), body, width=HERO[0], height=HERO[1])


def share() -> str:
    """Return the picture for shared links, 1200 × 630."""
    palette = Palette()
    body = group(
        _wall(palette, "#dccbb6", SHARE),
        _bag(palette, "indigo", x=840, y=70, scale=0.4),
        _bag(palette, "natural", x=1040, y=50, scale=0.42),
        mark("#2e3968", x=118, y=92, size=84),
        group(
            words("Nomi", x=80, y=268, size=92, family=SERIF, anchor="start", font_weight=700),
            words("Goods with a", x=80, y=366, size=64, family=SERIF, anchor="start"),
            words("good job in them.", x=80, y=440, size=64, family=SERIF, anchor="start"),
            fill="#221e1a",
        ),
    )
    return document(element("defs", *palette.definitions), body, width=SHARE[0], height=SHARE[1])

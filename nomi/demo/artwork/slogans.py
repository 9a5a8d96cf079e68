"""Words and marks printed on the goods."""

from itertools import pairwise

from nomi.demo.artwork.material import Palette
from nomi.demo.artwork.svg import element, group, path, words
from nomi.demo.artwork.totes import Cut

CONDENSED = "'Liberation Sans Narrow', 'Arial Narrow', sans-serif"
SERIF = "'Liberation Serif', 'Times New Roman', serif"


def worn(palette: Palette, *, seed: int = 4, bend: float = 3) -> str:
    """Return a filter that lets ink sit in cloth: slightly bent, slightly broken."""
    return palette.noise(
        element(
            "feTurbulence",
            type="fractalNoise",
            baseFrequency="0.006",
            numOctaves=1,
            seed=seed,
            result="n",
        ),
        element(
            "feDisplacementMap",
            in_="SourceGraphic",
            in2="n",
            scale=bend * 4,
            xChannelSelector="R",
            yChannelSelector="G",
            result="bent",
        ),
        element(
            "feTurbulence",
            type="fractalNoise",
            baseFrequency="0.55",
            numOctaves=2,
            seed=seed + 1,
            result="g",
        ),
        element(
            "feColorMatrix",
            in_="g",
            values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  -2.6 0 0 0 2.75",
            result="m",
        ),
        element("feComposite", in_="bent", in2="m", operator="in"),
    )


def buy_her_bag(palette: Palette, ink: str, *, x: float, y: float, width: float) -> str:
    """Return the slogan as a block of four lines of one width, top at `y`; the comma hangs."""
    unit = width / 430
    lines = (
        ("BUY HER", 104, CONDENSED, 80),
        ("BAG", 214, SERIF, 236),
        ("NOT HER", 104, CONDENSED, 336),
        ("BODY", 186, SERIF, 476),
    )
    drawn = [
        words(
            text,
            x=x,
            y=y + base * unit,
            size=size * unit,
            family=family,
            font_weight=700,
            textLength=width,
            lengthAdjust="spacingAndGlyphs",
        )
        for text, size, family, base in lines
    ]
    comma = words(
        ",", x=x + width * 0.545, y=y + 236 * unit, size=214 * unit, family=SERIF, font_weight=700
    )
    return group(*drawn, comma, fill=ink, filter=worn(palette), opacity=0.94)


def on_tote(palette: Palette, cut: Cut, ink: str) -> str:
    """Return the slogan set on the front of a tote."""
    width = (cut.right - cut.left) * 0.6
    return buy_her_bag(palette, ink, x=cut.middle, y=cut.top + 175, width=width)


PETAL = "M0 0C-4.6 -4.5 -4.6 -11.5 0 -17C4.6 -11.5 4.6 -4.5 0 0Z"


def mark(ink: str, *, x: float, y: float, size: float) -> str:
    """Return the store's mark, a lotus; `x` is its middle and `y` its top."""
    unit = size / 32
    petals = (
        path(PETAL, transform=f"translate(16 23) rotate({turn}) translate(0 -2.2) scale({scale})")
        for turn, scale in ((-80, 0.74), (80, 0.74), (-42, 0.92), (42, 0.92), (0, 1.08))
    )
    water = path(
        "M7 28.6q4.5 -2.4 9 0t9 0",
        fill="none",
        stroke=ink,
        stroke_width=1.6,
        stroke_linecap="round",
    )
    return group(*petals, water, fill=ink, transform=f"translate({x - size / 2} {y}) scale({unit})")


def mark_on_tote(palette: Palette, cut: Cut, ink: str) -> str:
    """Return the mark, large, on the front of a tote."""
    size = (cut.right - cut.left) * 0.46
    drawn = mark(ink, x=cut.middle, y=(cut.top + cut.bottom) / 2 - size * 0.45, size=size)
    return group(drawn, filter=worn(palette), opacity=0.93)


def label(palette: Palette, cut: Cut, ink: str) -> str:
    """Return a small woven label sewn near the hem."""
    left, top = cut.middle - 66, cut.top + 92
    d = f"M{left} {top}h132v58h-132z"
    return group(
        path(d, fill="#2c1f12", opacity=0.4, filter=palette.blur(4), transform="translate(3 5)"),
        path(d, fill="#f4ecdb", stroke=ink, stroke_opacity=0.15),
        path(
            f"M{left + 5} {top + 5}v48M{left + 127} {top + 5}v48",
            stroke="#a8946c",
            stroke_width=2,
            stroke_dasharray="5 4",
        ),
        words(
            "Nomi", x=cut.middle, y=top + 40, size=36, family=SERIF, font_weight=700, fill="#2b3358"
        ),
    )


def stems_on_tote(palette: Palette, cut: Cut, ink: str) -> str:
    """Return brushed bamboo on the front of a tote."""
    middle, foot, top = cut.middle, cut.bottom - 90, cut.top + 110
    stems, leaves = [], []
    for at, (x, lean, rise) in enumerate(((-110, -14, 70), (-10, 6, 0), (96, 18, 120))):
        joints = [foot - (foot - top - rise) * part / 5 for part in range(6)]
        for low, high in pairwise(joints):
            share = (foot - low) / (foot - top)
            where = middle + x + lean * share * 3
            stems.append(
                f"M{where} {low - 4}Q{where + lean * 0.2} {(low + high) / 2} {where + lean * 0.6} {high + 4}"
            )
            side = 1 if (at + len(stems)) % 2 else -1
            leaves.append(
                f"M{where} {high}C{where + side * 30} {high - 34} {where + side * 84} {high - 30} {where + side * 128} {high + 10}C{where + side * 80} {high + 4} {where + side * 34} {high + 12} {where} {high}Z"
            )
    return group(
        path("".join(stems), fill="none", stroke=ink, stroke_width=15, stroke_linecap="butt"),
        path("".join(leaves), fill=ink),
        filter=worn(palette),
        opacity=0.88,
    )

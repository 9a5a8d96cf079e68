"""Goods in use, without a face: hung on a peg, on a table, worn from neck to chest."""

from nomi.demo.artwork.garments import silk, stripes
from nomi.demo.artwork.material import Palette, cloth, creases, shadow, stitches
from nomi.demo.artwork.svg import WIDTH, box, ellipse, group, move, path, rect
from nomi.demo.artwork.wood import timber


def branch(palette: Palette, *, leaf: str = "#7d8f6f") -> str:
    """Return a stem of round leaves that grows upward from zero."""
    leaves = []
    for at in range(9):
        side = 1 if at % 2 else -1
        y, size = -60 - at * 44, 1.15 - at * 0.07
        tone = palette.linear((0, "#b9c4a8", 1), (1, leaf, 1), x2=0.6, y2=1)
        shape = f"M0 0C{side * 20} -40 {side * 86} -44 {side * 96} -4C{side * 80} 26 {side * 26} 24 0 0Z"
        leaves.append(
            move(
                path(shape, fill=tone)
                + path(f"M0 0L{side * 84} -8", stroke="#5d6d52", stroke_width=1.5),
                y=y,
                turn=side * -18,
                scale=size,
            )
        )
    return group(
        path("M0 0C8 -160 -8 -300 4 -470", fill="none", stroke="#6a7159", stroke_width=6), *leaves
    )


def bouquet(palette: Palette, *, x: float, y: float) -> str:
    """Return a few stems together."""
    return group(
        move(branch(palette), x=x - 70, y=y, turn=-17, scale=0.9),
        move(branch(palette, leaf="#6b7f63"), x=x + 60, y=y, turn=13, scale=0.95),
        move(branch(palette, leaf="#8b9a78"), x=x, y=y - 10, turn=-2),
    )


def baguette(palette: Palette) -> str:
    """Return a loaf, standing, its foot at zero."""
    crust = palette.linear((0, "#e9b872", 1), (0.55, "#c9843c", 1), (1, "#8a4f1d", 1), y2=0.1)
    cuts = (
        path(
            f"M-34 {at}C-8 {at - 26} 20 {at - 40} 38 {at - 62}",
            stroke="#f5dcae",
            stroke_width=13,
            stroke_linecap="round",
            fill="none",
        )
        for at in range(-60, -500, -92)
    )
    return group(path("M-52 0C-60 -260 -56 -500 -2 -530C52 -500 60 -260 52 0Z", fill=crust), *cuts)


def peg_rail(
    palette: Palette, y: float, *, at: tuple[int, ...] = (140, 600, 1060), half: float = 46
) -> str:
    """Return a wooden rail on the wall, with pegs `at` these places."""
    board = box(-40, y - half, WIDTH + 40, y + half, 4)
    pegs = []
    for x in at:
        knob = palette.radial(
            (0, "#e6c190", 1), (0.6, "#b5813f", 1), (1, "#6e481f", 1), cx=0.35, cy=0.3, r=0.75
        )
        pegs.append(
            ellipse(x + 16, y + 26, 30, 30, fill="#2c1f12", opacity=0.5, filter=palette.blur(10))
        )
        pegs.append(ellipse(x, y, 30, 30, fill=knob))
    return group(
        shadow(palette, board, x=8, y=22, blur=16, opacity=0.4),
        timber(palette, board, "mango", seed=8),
        path(f"M-40 {y - half + 1}H{WIDTH + 40}", stroke="#f3d7a8", stroke_width=3, opacity=0.8),
        *pegs,
    )


def front_of_peg(palette: Palette, y: float, *, radius: float = 26) -> str:
    """Return the peg's knob again, over the strap that hangs on it."""
    knob = palette.radial(
        (0, "#e6c190", 1), (0.6, "#b5813f", 1), (1, "#6e481f", 1), cx=0.35, cy=0.3, r=0.75
    )
    return ellipse(600, y, radius, radius, fill=knob, stroke="#5a3a18", stroke_width=1)


def table(palette: Palette, level: float, *, wood: str = "teak") -> str:
    """Return a table top against the wall."""
    top = f"M-20 {level}H{WIDTH + 20}V1520H-20Z"
    return group(
        timber(palette, top, wood, seed=6),
        rect(0, level, WIDTH, 70, fill="#000", opacity=0.12, filter=palette.blur(30)),
        path(f"M0 {level + 1}H{WIDTH}", stroke="#fff", stroke_width=3, opacity=0.35),
    )


def worn_tie(palette: Palette, colour: str) -> str:
    """Return a shirt from collar to chest with the tie on."""
    linen, seed = "#eef0f1", 61
    chest = "M-20 520C160 420 300 370 420 300L780 300C900 370 1040 420 1220 520V1520H-20Z"
    left = (
        "M424 262C470 330 540 420 596 480L470 640C420 560 372 420 376 330C384 300 400 276 424 262Z"
    )
    right = (
        "M776 262C730 330 660 420 604 480L730 640C780 560 828 420 824 330C816 300 800 276 776 262Z"
    )
    folds = (
        "M250 480C300 700 240 1000 300 1480",
        "M960 480C900 760 980 1040 900 1480",
        "M430 700C460 900 420 1200 450 1480",
        "M780 760C750 960 790 1200 760 1480",
    )
    blade = "M556 560L644 560L742 1540H458Z"
    knot = "M520 448L680 448L646 584Q600 604 554 584Z"
    pattern = stripes(colour)
    return group(
        cloth(palette, chest, linen, seed=seed, coarse=0.5, grain=0.3, depth=70),
        creases(palette, chest, folds, width=44, opacity=0.6),
        path("M600 560V1520", stroke="#000", stroke_opacity=0.12, stroke_width=3),
        path("M424 262C500 330 700 330 776 262L740 240C680 290 520 290 460 240Z", fill="#c9cdd0"),
        silk(palette, blade, colour, pattern, seed=63),
        silk(palette, knot, colour, group(pattern, transform="rotate(-40 600 500)"), seed=64),
        *(
            group(
                shadow(palette, d, x=6, y=14, blur=12, opacity=0.4),
                cloth(palette, d, linen, seed=66 + at, coarse=0.5, grain=0.3),
                stitches(seam, colour="#cfd3d6", width=2, dash="6 4"),
            )
            for at, (d, seam) in enumerate(
                (
                    (left, "M392 336C392 430 428 540 472 618L580 484"),
                    (right, "M808 336C808 430 772 540 728 618L620 484"),
                )
            )
        ),
    )

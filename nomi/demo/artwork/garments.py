"""T-shirts and ties."""

from nomi.demo.artwork.colours import CLOTH, thread_of
from nomi.demo.artwork.material import Palette, cloth, creases, shadow, stitches
from nomi.demo.artwork.slogans import CONDENSED, SERIF, mark, worn
from nomi.demo.artwork.svg import group, path, words

SHIRT = (
    "M420 268C300 300 226 352 176 430L66 650C60 664 64 674 78 680L246 762C258 766 264 762 268 752"
    "L304 664C316 820 312 1060 300 1310Q300 1330 322 1332C500 1350 700 1350 878 1332Q900 1330 900 1310"
    "C888 1060 884 820 896 664L932 752C936 762 942 766 954 762L1122 680C1136 674 1140 664 1134 650"
    "L1024 430C974 352 900 300 780 268C742 344 458 344 420 268Z"
)
FOLDS = (
    "M330 560C370 700 340 900 380 1120",
    "M860 560C830 720 872 900 820 1180",
    "M470 900C520 1000 480 1150 520 1310",
    "M730 980C700 1080 750 1180 720 1320",
    "M300 470C330 520 360 560 420 590",
    "M905 470C870 520 840 560 790 585",
    "M170 600C210 630 240 680 250 740",
    "M1030 600C990 630 960 680 950 740",
)


def shirt(palette: Palette, colour: str, artwork: str, *, back: bool = False) -> str:
    """Return a T-shirt lying flat; `artwork` is laid on its chest."""
    fabric, thread = CLOTH[colour], thread_of(colour)
    dip = "C742 300 458 300 420 268" if back else "C742 344 458 344 420 268"
    outline = SHIRT.replace("C742 344 458 344 420 268", dip)
    collar = f"M420 268{'C458 300 742 300 780 268' if back else 'C458 344 742 344 780 268'}L744 254{'C700 274 500 274 456 254' if back else 'C700 306 500 306 456 254'}Z"
    inside = "M456 254C500 306 700 306 744 254C700 240 500 240 456 254Z"
    rib = f"M418 276{'C458 314 742 314 782 276' if back else 'C458 358 742 358 782 276'}"
    parts = [
        shadow(palette, outline, x=30, y=42, blur=40, opacity=0.34),
        shadow(palette, outline, x=7, y=11, blur=9, opacity=0.4),
        cloth(
            palette,
            outline,
            fabric,
            seed=41,
            coarse=0.6,
            grain=0.22,
            depth=60,
            fold=0.4,
            frequency="0.0026 0.0018",
            edge=0.34,
        ),
        creases(palette, outline, FOLDS, width=30, opacity=0.55),
        _seams(palette, thread, rib),
        artwork,
    ]
    if not back:
        parts.append(
            cloth(palette, inside, fabric, seed=44, grain=0.2)
            + path(inside, fill="#000", fill_opacity=0.38)
        )
        parts.append(
            path("M576 262h48v26h-48z", fill="#f6f0e2")
            + path("M588 270h24M588 278h24", stroke="#7a7064", stroke_width=2)
        )
    parts.append(cloth(palette, collar, fabric, seed=43, coarse=0.8, grain=0.35, edge=0.12))
    return group(*parts)


def _seams(palette: Palette, thread: str, rib: str) -> str:
    line = {"fill": "none", "stroke": "#000", "stroke_opacity": 0.25, "stroke_width": 3}
    soft = palette.blur(1.5)
    sleeves = "M304 664C300 560 316 440 420 268", "M896 664C900 560 884 440 780 268"
    hems = "M84 660L262 744", "M1116 660L938 744", "M302 1296C500 1314 700 1314 898 1296"
    return group(
        *(path(d, filter=soft, **line) for d in sleeves),
        *(stitches(d, colour=thread, width=2, dash="6 4") for d in (*hems, rib)),
    )


def her_work_counts(palette: Palette, ink: str) -> str:
    """Return the print of the "Her Work Counts" T-shirt: tally marks under the words."""
    tally = "".join(
        f"M{452 + at * 74} 800v92m14 -92v92m14 -92v92m14 -92v92M{440 + at * 74} 876l68 -58"
        for at in (0, 1.4, 2.8)
    )
    return group(
        words(
            "Her work", x=600, y=580, size=118, family=SERIF, font_style="italic", font_weight=700
        ),
        words(
            "COUNTS",
            x=600,
            y=728,
            size=152,
            family=CONDENSED,
            font_weight=700,
            textLength=440,
            lengthAdjust="spacingAndGlyphs",
        ),
        path(tally, fill="none", stroke=ink, stroke_width=8, stroke_linecap="round"),
        fill=ink,
        filter=worn(palette),
        opacity=0.94,
    )


def neck_mark(palette: Palette, ink: str) -> str:
    """Return the small mark printed below the back of the neck."""
    return group(mark(ink, x=600, y=356, size=64), filter=worn(palette), opacity=0.9)


def stripes(colour: str) -> str:
    """Return the diagonal stripes of the woven tie."""
    ink = {
        "navy": ("#8d9ac4", "#b98a4a"),
        "wine": ("#c9a07a", "#8c4a55"),
        "forest": ("#b7b48a", "#7f9c86"),
    }[colour]
    bars = []
    for at in range(-300, 2000, 96):
        bars.append(path(f"M-100 {at}L1300 {at - 900}", stroke=ink[0], stroke_width=13))
        bars.append(path(f"M-100 {at + 26}L1300 {at - 874}", stroke=ink[1], stroke_width=4))
    return group(*bars, opacity=0.85)


def dots(colour: str) -> str:
    """Return the small woven diamonds of the slim tie."""
    ink = {"slate": "#d9d5c5", "ochre": "#3a2c18"}[colour]
    cells = "".join(
        f"M{x + (26 if row % 2 else 0)} {row * 30 - 7}l6 7l-6 7l-6 -7z"
        for row in range(-2, 54)
        for x in range(0, 1250, 52)
    )
    return path(cells, fill=ink, opacity=0.8)


def silk(
    palette: Palette, outline: str, colour: str, pattern: str, *, seed: int, shift: float = 0
) -> str:
    """Return a piece of tie: woven pattern, a gloss down its middle, turned edges."""
    gloss = palette.linear(
        (0, "#000", 0.45),
        (0.3, "#fff", 0.35),
        (0.5, "#fff", 0.1),
        (0.8, "#000", 0.1),
        (1, "#000", 0.5),
    )
    inner = group(
        group(pattern, transform=f"translate(0 {shift})"), clip_path=palette.clip(outline)
    )
    return group(
        shadow(palette, outline, x=20, y=28, blur=22, opacity=0.38),
        shadow(palette, outline, x=6, y=9, blur=6, opacity=0.42),
        cloth(palette, outline, CLOTH[colour], seed=seed, coarse=0.5, grain=0.5, edge=0.3),
        inner,
        group(path(outline, fill=gloss), style="mix-blend-mode:soft-light"),
        path(outline, fill="none", stroke="#000", stroke_opacity=0.25, stroke_width=2),
    )


def tie(palette: Palette, colour: str, *, slim: bool) -> str:
    """Return a tie laid in a loop: the neck over, both ends down."""
    pattern = dots(colour) if slim else stripes(colour)
    if slim:
        tail = "M640 250L694 262L792 1120L700 1128Z"
        front = "M520 240L588 226L612 1336Q612 1352 596 1352L452 1352Q436 1352 436 1336Z"
    else:
        tail = "M646 250L706 262L822 1130L762 1200L692 1138Z"
        front = "M508 240L588 226L640 1250L522 1386L388 1250Z"
    loop = "M508 250C500 130 560 96 610 96C664 96 712 140 706 270L650 262C652 196 636 160 606 160C578 160 574 190 588 246Z"
    return group(
        silk(palette, tail, colour, pattern, seed=51, shift=40),
        silk(palette, loop, colour, pattern, seed=52, shift=18),
        silk(palette, front, colour, pattern, seed=53),
    )

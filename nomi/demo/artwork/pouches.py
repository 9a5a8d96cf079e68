"""Small bags: the zip pouch and the drawstring pouch."""

from nomi.demo.artwork.colours import CLOTH, print_of, thread_of
from nomi.demo.artwork.material import Palette, cloth, creases, shadow, stitches
from nomi.demo.artwork.slogans import mark, worn
from nomi.demo.artwork.svg import box, element, ellipse, group, path, rect

BRASS = ("#f3dca0", "#b98d3f", "#7c5a22")


def zip_pouch(palette: Palette, colour: str) -> str:
    """Return a flat pouch with a brass zip."""
    outline = (
        "M205 520C400 508 800 510 995 520C1006 640 1010 860 1000 1052Q998 1072 976 1073"
        "C760 1084 430 1082 222 1074Q202 1073 200 1050C190 860 194 640 205 520Z"
    )
    thread = thread_of(colour)
    tape = "M205 520C400 508 800 510 995 520L997 588C800 580 400 580 203 588Z"
    lines = (
        "M300 700C330 820 290 930 320 1040",
        "M560 640C540 760 590 900 560 1060",
        "M860 660C900 800 850 930 900 1050",
    )
    return group(
        shadow(palette, outline, x=30, y=42, blur=38, opacity=0.36),
        shadow(palette, outline, x=8, y=12, blur=9, opacity=0.42),
        _tab(palette, colour),
        cloth(palette, outline, CLOTH[colour], seed=21),
        creases(palette, outline, lines, opacity=0.45),
        path(tape, fill="#2a2622", fill_opacity=0.82),
        _teeth(palette),
        stitches("M204 600C400 592 800 592 996 600", colour=thread),
        stitches("M203 620C400 612 800 612 997 620", colour=thread),
        _pull(palette),
        group(mark(print_of(colour), x=600, y=752, size=150), filter=worn(palette), opacity=0.93),
    )


def _tab(palette: Palette, colour: str) -> str:
    outline = box(968, 618, 1066, 678, 8)
    return group(
        shadow(palette, outline, x=6, y=9, blur=6, opacity=0.4),
        cloth(palette, outline, CLOTH[colour], seed=25, edge=0.4),
        stitches("M1004 624V672", colour=thread_of(colour)),
    )


def _teeth(palette: Palette) -> str:
    metal = palette.linear(*((at / 2, tone, 1) for at, tone in enumerate(BRASS)), x2=0, y2=1)
    teeth = (
        rect(at, 541 + 3 * ((at // 13) % 2), 8, 16, rx=2.5, fill=metal)
        for at in range(236, 962, 13)
    )
    return group(rect(228, 540, 742, 21, fill="#17120d", rx=6), *teeth)


def _pull(palette: Palette) -> str:
    metal = palette.linear(*((at / 2, tone, 1) for at, tone in enumerate(BRASS)))
    ring = "M262 560l-20 118a22 22 0 0 0 44 0z"
    return group(
        path(
            ring, fill="#2c1f12", opacity=0.45, filter=palette.blur(6), transform="translate(7 9)"
        ),
        rect(240, 530, 46, 40, rx=9, fill=metal, stroke="#6b4c1c", stroke_width=1.5),
        path(ring, fill=metal, stroke="#6b4c1c", stroke_width=1.5),
        ellipse(264, 668, 8, 9, fill="#2a2018"),
    )


def drawstring_pouch(palette: Palette, colour: str) -> str:
    """Return a gathered pouch with a cord."""
    outline = (
        "M430 470C480 452 530 476 600 462C670 476 720 452 770 470C760 530 742 560 742 590"
        "C800 650 880 760 890 950C900 1120 850 1200 780 1216C660 1236 540 1236 420 1216"
        "C350 1200 300 1120 310 950C320 760 400 650 458 590C458 560 440 530 430 470Z"
    )
    gathers = tuple(
        f"M{600 + at * 46} 600C{600 + at * 74} 720 {600 + at * 92} 860 {600 + at * 84} 1010"
        for at in (-2.7, -1.8, -0.9, 0.1, 1, 1.9, 2.8)
    )
    neck = tuple(
        f"M{at} 470C{at + 6} 510 {at - 4} 560 {600 + (at - 600) * 0.8} 596"
        for at in range(468, 760, 42)
    )
    return group(
        shadow(palette, outline, x=32, y=42, blur=38, opacity=0.36),
        shadow(palette, outline, x=8, y=12, blur=9, opacity=0.42),
        cloth(palette, outline, CLOTH[colour], seed=31, frequency="0.006 0.003", edge=0.4),
        creases(palette, outline, gathers, width=20, opacity=0.8),
        creases(palette, outline, neck, width=12, opacity=0.9),
        path(
            "M452 590C520 606 680 606 748 590",
            fill="none",
            stroke="#000",
            stroke_opacity=0.35,
            stroke_width=26,
            filter=palette.blur(7),
        ),
        _cord(palette, "M450 588C530 604 670 604 750 588"),
        _cord(palette, "M748 590C850 600 900 690 868 800C862 822 868 840 876 856"),
        _cord(palette, "M744 592C800 640 812 720 776 812C766 838 770 852 774 868"),
        _knot(palette, 878, 866),
        _knot(palette, 776, 878),
        group(mark(print_of(colour), x=600, y=850, size=150), filter=worn(palette), opacity=0.9),
    )


def _cord(palette: Palette, d: str) -> str:
    stroke = {"fill": "none", "stroke_linecap": "round"}
    return group(
        path(
            d,
            stroke="#2c1f12",
            stroke_width=13,
            stroke_opacity=0.4,
            filter=palette.blur(6),
            transform="translate(6 9)",
            **stroke,
        ),
        path(d, stroke="#8d7a58", stroke_width=14, **stroke),
        path(d, stroke="#e8dcc2", stroke_width=11, **stroke),
        path(d, stroke="#a8946c", stroke_width=11, stroke_dasharray="2.5 6", fill="none"),
    )


def _knot(palette: Palette, x: float, y: float) -> str:
    shine = palette.radial((0, "#f4ead4", 1), (1, "#9a8560", 1), cx=0.35, cy=0.3, r=0.8)
    fringe = (
        element(
            "path",
            d=f"M{x + at} {y + 12}q{at * 0.5} 26 {at * 0.9} 46",
            stroke="#cdbd98",
            stroke_width=3,
            fill="none",
        )
        for at in (-9, -5, 0, 4, 9)
    )
    return group(*fringe, ellipse(x, y, 16, 18, fill=shine))

"""Wooden goods: the carved card holder, the slim case and the desk stand."""

from nomi.demo.artwork.colours import WOOD
from nomi.demo.artwork.material import GREY, REACH, Palette, paint, shadow
from nomi.demo.artwork.slogans import CONDENSED, SERIF, mark
from nomi.demo.artwork.svg import box, element, group, move, path, rect, words


def timber(palette: Palette, outline: str, wood: str, *, seed: int, light: float = 0) -> str:
    """Return a planed face of wood: colour, long grain, growth rings, polish."""
    base, dark, pale = WOOD[wood]
    clip = palette.clip(outline)
    rings = palette.noise(
        element(
            "feTurbulence",
            type="fractalNoise",
            baseFrequency="0.0011 0.0095",
            numOctaves=2,
            seed=seed,
            result="n",
        ),
        element("feColorMatrix", in_="n", values=GREY, result="g"),
        element(
            "feComponentTransfer",
            *(
                element(
                    f"feFunc{name}",
                    type="table",
                    tableValues="0.75 0.35 0.7 0.3 0.72 0.28 0.75 0.32 0.7 0.25 0.7 0.35 0.75 0.3 0.7 0.4 0.7",
                )
                for name in "RGB"
            ),
        ),
        element("feGaussianBlur", stdDeviation="1.6 0.8"),
        reach=REACH,
    )
    grain = palette.noise(
        element(
            "feTurbulence",
            type="fractalNoise",
            baseFrequency="0.005 0.32",
            numOctaves=3,
            seed=seed + 5,
            result="n",
        ),
        element(
            "feColorMatrix",
            in_="n",
            values="2.4 0 0 0 -0.7  2.4 0 0 0 -0.7  2.4 0 0 0 -0.7  0 0 0 0 1",
        ),
        reach=REACH,
    )
    tone = palette.linear((0, pale, 1), (0.5, base, 1), (1, dark, 1), x2=0.75, y2=1)
    polish = palette.linear(
        (0, "#fff", 0.3 + light),
        (0.35, "#fff", 0),
        (0.75, "#000", 0),
        (1, "#000", 0.3),
        x2=0.9,
        y2=1,
    )
    return group(
        path(outline, fill=tone),
        paint(rings, clip, mode="soft-light", opacity=0.75, reach=REACH),
        paint(grain, clip, mode="soft-light", opacity=0.8, reach=REACH),
        path(outline, fill=polish),
        style="isolation:isolate",
    )


def block(
    palette: Palette, outline: str, wood: str, *, seed: int, thick: int, cast: float = 1
) -> str:
    """Return a piece with thickness: shadow, side, face and the light on its edge."""
    _, dark, pale = WOOD[wood]
    side = [
        path(outline, fill=dark, transform=f"translate({at * 0.35} {at})")
        for at in range(thick, 0, -3)
    ]
    shade = palette.linear((0, "#000", 0), (1, "#000", 0.5), x2=0.4, y2=1)
    return group(
        shadow(palette, outline, x=34 * cast, y=thick + 34 * cast, blur=34 * cast, opacity=0.42),
        shadow(palette, outline, x=12, y=thick + 9, blur=10, opacity=0.45),
        *side,
        path(outline, fill=shade, transform=f"translate({thick * 0.35} {thick})", opacity=0.6),
        timber(palette, outline, wood, seed=seed),
        path(
            outline,
            fill="none",
            stroke=pale,
            stroke_width=3,
            stroke_opacity=0.65,
            transform="translate(1.5 1.5)",
        ),
        path(outline, fill="none", stroke="#000", stroke_width=2, stroke_opacity=0.3),
    )


def carved(d: str, *, width: float = 7) -> str:
    """Return a cut line: dark groove, light on its lower right lip."""
    stroke = {"fill": "none", "stroke_linecap": "round", "stroke_linejoin": "round"}
    return group(
        path(
            d,
            stroke="#fff",
            stroke_opacity=0.4,
            stroke_width=width,
            transform="translate(2.4 3)",
            **stroke,
        ),
        path(d, stroke="#180a04", stroke_opacity=0.78, stroke_width=width, **stroke),
        path(
            d,
            stroke="#000",
            stroke_opacity=0.35,
            stroke_width=width * 0.4,
            transform="translate(-1 -1.2)",
            **stroke,
        ),
    )


def lotus(x: float, y: float, size: float) -> str:
    """Return a carved lotus on its water line."""
    petals = ["M0 0C-36 -44 -36 -104 0 -150C36 -104 36 -44 0 0Z"]
    petals += [
        f"M0 0C{-s * 16} -60 {-s * 50} -100 {-s * 92} -128C{-s * 104} -76 {-s * 78} -22 0 0Z"
        for s in (1, -1)
    ]
    petals += [
        f"M0 0C{-s * 56} -44 {-s * 104} -66 {-s * 158} -72C{-s * 148} -26 {-s * 84} 6 0 0Z"
        for s in (1, -1)
    ]
    waves = [
        "M-190 34C-150 16 -110 52 -70 34S10 16 50 34S130 52 190 34",
        "M-130 66C-100 52 -70 80 -40 66S20 52 50 66S100 80 130 66",
    ]
    veins = ["M0 -24V-112", "M-22 -34L-70 -96", "M22 -34L70 -96"]
    drawn = (
        [carved(d) for d in petals]
        + [carved(d, width=6) for d in waves]
        + [carved(d, width=3.5) for d in veins]
    )
    return move(group(*drawn), x=x, y=y, scale=size / 320)


def border(left: float, top: float, right: float, bottom: float, radius: float) -> str:
    """Return a carved frame with small cuts along it."""
    cuts = "".join(
        f"M{x} {top + 15}l10 14l10 -14M{x} {bottom - 15}l10 -14l10 14"
        for x in range(int(left) + 40, int(right) - 50, 44)
    )
    return carved(box(left, top, right, bottom, radius), width=4) + carved(cuts, width=3.5)


def card(palette: Palette, *, tone: str = "#fbf7ee") -> str:
    """Return one business card, its middle at zero."""
    outline = box(-245, -140, 245, 140, 5)
    lines = (rect(-205, 54 + at * 24, 180 - at * 44, 7, fill="#b9ad99", rx=3) for at in range(3))
    return group(
        shadow(palette, outline, x=5, y=8, blur=7, opacity=0.4),
        path(outline, fill=tone, stroke="#cfc4b0", stroke_width=1),
        mark("#2e3968", x=176, y=-112, size=60),
        words(
            "Chantrea Tailoring",
            x=-205,
            y=-64,
            anchor="start",
            size=40,
            family=SERIF,
            fill="#2b2622",
            font_weight=700,
        ),
        words(
            "CUTTING · SEWING · REPAIRS",
            x=-205,
            y=-26,
            anchor="start",
            size=21,
            family=CONDENSED,
            fill="#6b6156",
            letter_spacing=2,
        ),
        *lines,
    )


def holder(palette: Palette, wood: str) -> str:
    """Return the carved holder, closed."""
    face = box(-330, -215, 330, 215, 34)
    return move(
        group(
            block(palette, face, wood, seed=12, thick=66),
            border(-296, -181, 296, 181, 22),
            lotus(0, 62, 300),
            carved("M-70 215C-44 190 44 190 70 215", width=5),
        ),
        x=590,
        y=700,
        turn=-9,
        scale=1.22,
    )


def holder_open(palette: Palette, wood: str) -> str:
    """Return the holder with its lid beside it and cards within."""
    face = box(-330, -215, 330, 215, 34)
    well = box(-282, -170, 282, 170, 16)
    tray = group(
        block(palette, face, wood, seed=14, thick=58),
        path(well, fill="#1b0d07", fill_opacity=0.9),
        move(card(palette, tone="#efe8da"), x=8, y=6),
        move(card(palette), x=-4, y=-8, turn=-1.5),
        path(
            well,
            fill="none",
            stroke="#000",
            stroke_width=20,
            stroke_opacity=0.5,
            filter=palette.blur(9),
        ),
    )
    lid = group(
        block(palette, face, wood, seed=12, thick=30),
        border(-296, -181, 296, 181, 22),
        lotus(0, 62, 300),
    )
    return move(tray, x=560, y=1010, turn=-5, scale=1.16) + move(
        lid, x=660, y=470, turn=11, scale=1.04
    )


def slim_case(palette: Palette, wood: str, *, is_open: bool) -> str:
    """Return the slim case: one piece with a thumb notch, a card drawn out when open."""
    face = "M-300 -190H300q22 0 22 22V168q0 22 -22 22H-300q-22 0 -22 -22V60a62 62 0 0 0 0 -124V-168q0 -22 22 -22Z"
    lip = "M-322 -64a62 62 0 0 1 0 124"
    body = group(
        block(palette, face, wood, seed=17, thick=34),
        carved(lip, width=3),
        carved("M-190 150H280M-190 162H280", width=2.5),
        group(mark("#1d0f08", x=232, y=-150, size=76), opacity=0.75),
    )
    drawn = move(card(palette), x=-230 if is_open else -60, y=-4, turn=-1)
    inner = move(card(palette, tone="#efe8da"), x=-92, y=2)
    if is_open:
        return move(group(drawn, body), x=680, y=760, turn=-14, scale=1.16)
    return move(group(inner, body), x=610, y=740, turn=-12, scale=1.26)


def desk_stand(palette: Palette, wood: str) -> str:
    """Return the stand on a desk, with cards leaning in it."""
    front = "M-380 0Q-384 -26 -352 -30H352Q384 -26 380 0L364 176Q360 200 334 200H-334Q-360 200 -364 176Z"
    top = "M-360 -26L-318 -96H318L360 -26Z"
    _, dark, pale = WOOD[wood]
    cards = [
        move(card(palette, tone=tone), x=x, y=y, scale=1.16, turn=turn)
        for tone, x, y, turn in (
            ("#e9e0cf", 10, -190, 1.4),
            ("#f3ecdd", -8, -178, -1),
            ("#fbf7ee", 0, -164, 0),
        )
    ]
    return move(
        group(
            path(
                "M-380 190H380L460 236H-330Z",
                fill="#2c1f12",
                opacity=0.55,
                filter=palette.blur(26),
                transform="translate(30 10)",
            ),
            timber(palette, top, wood, seed=19, light=0.2),
            path("M-300 -58H300L306 -44H-306Z", fill="#170b05"),
            *cards,
            path(front, fill=dark, transform="translate(0 6)"),
            timber(palette, front, wood, seed=22),
            path(
                "M-376 -4Q-378 -26 -352 -29H352Q378 -26 376 -4",
                fill="none",
                stroke=pale,
                stroke_width=4,
                stroke_opacity=0.8,
            ),
            lotus(0, 128, 190),
            carved("M-330 96H-150M150 96H330M-310 112H-160M160 112H310", width=3.5),
        ),
        x=600,
        y=920,
        scale=1.1,
    )

"""What things are made of: cloth, wood, paper and the light that falls on them.

Light comes from the upper left everywhere, so that pictures stand well beside each other.
"""

from itertools import count

from nomi.demo.artwork.svg import HEIGHT, WIDTH, element, group, path, rect

GREY = "1 0 0 0 0  1 0 0 0 0  1 0 0 0 0  0 0 0 0 1"
REACH = 500
RED_TO_ALPHA = "0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  1 0 0 0 0"


class Palette:
    """Collects the definitions a picture needs and hands out their names."""

    def __init__(self) -> None:
        self.definitions: list[str] = []
        self._numbers = count(1)

    def add(self, tag: str, *children: str, **attributes: object) -> str:
        """Store a definition and return its name."""
        name = f"d{next(self._numbers)}"
        self.definitions.append(element(tag, *children, id=name, **attributes))
        return name

    def blur(self, amount: float) -> str:
        """Return a filter that softens by `amount` pixels."""
        name = self.add(
            "filter",
            element("feGaussianBlur", stdDeviation=amount),
            x=-REACH,
            y=-REACH,
            width=WIDTH + 2 * REACH,
            height=HEIGHT + 2 * REACH,
            filterUnits="userSpaceOnUse",
        )
        return f"url(#{name})"

    def linear(
        self,
        *stops: tuple[float, str, float],
        x1: float = 0,
        y1: float = 0,
        x2: float = 1,
        y2: float = 0,
    ) -> str:
        """Return a straight gradient of (place, colour, opacity) stops."""
        name = self.add("linearGradient", *_stops(stops), x1=x1, y1=y1, x2=x2, y2=y2)
        return f"url(#{name})"

    def radial(self, *stops: tuple[float, str, float], cx: float, cy: float, r: float) -> str:
        """Return a round gradient of (place, colour, opacity) stops."""
        name = self.add("radialGradient", *_stops(stops), cx=cx, cy=cy, r=r)
        return f"url(#{name})"

    def clip(self, *outlines: str) -> str:
        """Return a clip to the union of outlines."""
        return f"url(#{self.add('clipPath', *(path(d) for d in outlines))})"

    def noise(self, *steps: str, reach: int = 0) -> str:
        """Return a filter that paints over the whole picture, and `reach` beyond it."""
        name = self.add(
            "filter",
            *steps,
            x=-reach,
            y=-reach,
            width=WIDTH + 2 * reach,
            height=HEIGHT + 2 * reach,
            filterUnits="userSpaceOnUse",
            color_interpolation_filters="sRGB",
        )
        return f"url(#{name})"


def _stops(stops: tuple[tuple[float, str, float], ...]) -> list[str]:
    return [
        element("stop", offset=at, stop_color=colour, stop_opacity=opacity)
        for at, colour, opacity in stops
    ]


def _contrast(slope: float, lift: float = 0) -> str:
    shift = 0.5 - slope / 2 + lift
    channels = (
        element(f"feFunc{name}", type="linear", slope=slope, intercept=shift) for name in "RGB"
    )
    return element("feComponentTransfer", *channels)


def _turbulence(frequency: str, *, octaves: int, seed: int, **attributes: object) -> str:
    return element(
        "feTurbulence",
        type="fractalNoise",
        baseFrequency=frequency,
        numOctaves=octaves,
        seed=seed,
        **attributes,
    )


def weave(palette: Palette, *, seed: int, coarse: float = 1.0) -> str:
    """Return a filter that paints crossing threads in grey."""
    along, across = 0.55 / coarse, 0.018
    return palette.noise(
        _turbulence(f"{across} {along}", octaves=2, seed=seed, result="h"),
        element("feColorMatrix", in_="h", values=GREY, result="hg"),
        _turbulence(f"{along} {across}", octaves=2, seed=seed + 7, result="v"),
        element("feColorMatrix", in_="v", values=GREY, result="vg"),
        element("feComposite", in_="hg", in2="vg", operator="arithmetic", k2=0.5, k3=0.5),
        _contrast(2.6),
    )


def folds(
    palette: Palette, *, seed: int, frequency: str = "0.0042 0.0022", depth: float = 55
) -> str:
    """Return a filter that paints soft folds, lit from the upper left."""
    return palette.noise(
        _turbulence(frequency, octaves=3, seed=seed, result="n"),
        element("feColorMatrix", in_="n", values=RED_TO_ALPHA, result="a"),
        element("feGaussianBlur", in_="a", stdDeviation=5, result="s"),
        element(
            "feDiffuseLighting",
            element("feDistantLight", azimuth=225, elevation=52),
            in_="s",
            surfaceScale=depth,
            diffuseConstant=1,
            lighting_color="#ffffff",
        ),
        _contrast(1.3, -0.27),
    )


def paint(filter_name: str, clip: str, *, mode: str, opacity: float, reach: int = 0) -> str:
    """Lay a painted filter over a shape."""
    sheet = rect(-reach, -reach, WIDTH + 2 * reach, HEIGHT + 2 * reach, filter=filter_name)
    style = f"mix-blend-mode:{mode}"
    return group(group(sheet, clip_path=clip), style=style, opacity=opacity)


def cloth(
    palette: Palette,
    outline: str,
    colour: str,
    *,
    seed: int,
    coarse: float = 1.0,
    depth: float = 55,
    fold: float = 0.55,
    grain: float = 0.4,
    edge: float = 0.26,
    frequency: str = "0.0042 0.0022",
) -> str:
    """Return a piece of cloth: colour, threads, folds and the turn of its edges."""
    clip = palette.clip(outline)
    sweep = palette.linear((0, "#fff", 0.35), (0.45, "#fff", 0), (1, "#000", 0.4), x2=0.8, y2=1)
    rim = path(outline, fill="none", stroke="#000", stroke_width=26, filter=palette.blur(13))
    return group(
        path(outline, fill=colour),
        paint(weave(palette, seed=seed, coarse=coarse), clip, mode="soft-light", opacity=grain),
        paint(
            folds(palette, seed=seed + 3, depth=depth, frequency=frequency),
            clip,
            mode="soft-light",
            opacity=min(1, fold * (1.25 if _is_light(colour) else 1.1)),
        ),
        group(path(outline, fill=sweep), style="mix-blend-mode:soft-light"),
        group(group(rim, clip_path=clip), opacity=edge, style="mix-blend-mode:multiply"),
        style="isolation:isolate",
    )


def _is_light(colour: str) -> bool:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return (red * 3 + green * 6 + blue) // 10 > 140


def creases(
    palette: Palette,
    outline: str,
    lines: tuple[str, ...],
    *,
    width: float = 26,
    opacity: float = 0.3,
) -> str:
    """Return long soft folds: each a dark line with a light one on its sunny side."""
    stroke = {"fill": "none", "stroke_linecap": "round", "stroke_width": width}
    soft = palette.blur(width * 0.55)
    dark = (path(d, stroke="#000", **stroke) for d in lines)
    light = (
        path(d, stroke="#fff", transform=f"translate({-width} {-width * 0.35})", **stroke)
        for d in lines
    )
    return group(
        group(*dark, filter=soft, opacity=opacity),
        group(*light, filter=soft, opacity=opacity * 0.9),
        clip_path=palette.clip(outline),
        style="mix-blend-mode:soft-light",
    )


def shadow(
    palette: Palette, outline: str, *, x: float, y: float, blur: float, opacity: float
) -> str:
    """Return the shadow a shape throws, shifted and softened."""
    return group(
        path(outline, fill="#3a2a18", transform=f"translate({x} {y})"),
        filter=palette.blur(blur),
        opacity=opacity,
    )


def stitches(d: str, *, colour: str, width: float = 2.6, dash: str = "11 6") -> str:
    """Return a seam: thread with the small dark it sinks into."""
    common = {"fill": "none", "stroke_linecap": "round", "stroke_dasharray": dash}
    return path(
        d,
        stroke="#000",
        stroke_width=width,
        stroke_opacity=0.28,
        transform="translate(1.2 1.8)",
        **common,
    ) + path(d, stroke=colour, stroke_width=width, **common)


def backdrop(palette: Palette, colour: str, *, seed: int = 1) -> str:
    """Return a sheet of studio paper, lit from the upper left."""
    grain = palette.noise(
        _turbulence("0.8", octaves=2, seed=seed),
        element("feColorMatrix", values=GREY),
        _contrast(1),
    )
    light = palette.radial(
        (0, "#fff", 0.62), (0.55, "#fff", 0.12), (1, "#5b4630", 0.22), cx=0.3, cy=0.22, r=1.05
    )
    whole = palette.clip(f"M0 0H{WIDTH}V{HEIGHT}H0Z")
    return group(
        rect(0, 0, WIDTH, HEIGHT, fill=colour),
        rect(0, 0, WIDTH, HEIGHT, fill=light),
        paint(grain, whole, mode="soft-light", opacity=0.1),
    )

"""Bags: the big tote and its small kin, flat on paper."""

from collections.abc import Callable
from dataclasses import dataclass

from nomi.demo.artwork.colours import CLOTH, print_of, thread_of
from nomi.demo.artwork.material import Palette, cloth, creases, shadow, stitches, weave
from nomi.demo.artwork.svg import HEIGHT, WIDTH, group, path, rect


@dataclass(frozen=True)
class Cut:
    """The measures of a tote lying on its back."""

    left: float = 270
    right: float = 930
    top: float = 545
    bottom: float = 1340
    flare: float = 26
    strap: float = 46
    arch: float = 120
    inset: float = 165

    @property
    def middle(self) -> float:
        """The bag's own middle line."""
        return (self.left + self.right) / 2

    @property
    def outline(self) -> str:
        """The front panel."""
        left, right, top, bottom, flare = self.left, self.right, self.top, self.bottom, self.flare
        return (
            f"M{left} {top}C{left + 190} {top + 9} {right - 210} {top - 5} {right} {top + 3}"
            f"C{right + 4} {top + 240} {right + flare} {bottom - 330} {right + flare - 6} {bottom - 34}"
            f"Q{right + flare - 7} {bottom - 2} {right + flare - 26} {bottom - 1}"
            f"C{right - 200} {bottom + 12} {left + 220} {bottom + 4} {left - flare + 38} {bottom + 4}"
            f"Q{left - flare + 2} {bottom + 2} {left - flare + 3} {bottom - 36}"
            f"C{left - flare - 4} {bottom - 330} {left - 3} {top + 260} {left} {top}Z"
        )

    @property
    def drape(self) -> tuple[str, ...]:
        """The long folds that hang from the handles."""
        a, b, top, bottom = self.left + self.inset, self.right - self.inset, self.top, self.bottom
        return (
            f"M{a - 30} {top + 90}C{a - 60} {top + 260} {a - 70} {bottom - 300} {a - 118} {bottom - 60}",
            f"M{a + 26} {top + 90}C{a + 40} {top + 300} {a + 10} {bottom - 330} {a + 34} {bottom - 150}",
            f"M{b - 20} {top + 90}C{b - 40} {top + 260} {b + 4} {bottom - 330} {b - 40} {bottom - 80}",
            f"M{b + 34} {top + 90}C{b + 70} {top + 280} {b + 66} {bottom - 330} {b + 120} {bottom - 40}",
        )

    def handle(self, *, shift: float = 0, sink: float = 62) -> str:
        """Return the middle line of one handle; `shift` moves the one behind."""
        a, b, top = self.left + self.inset, self.right - self.inset, self.top
        rise = self.arch + shift
        return (
            f"M{a} {top + sink}C{a - 6} {top - 150} {a - 34 + shift * 0.4} {rise} {self.middle - 6} {rise}"
            f"S{b + 10} {top - 150} {b} {top + sink}"
        )


def strap(
    palette: Palette, line: str, width: float, colour: str, *, thread: str, dark: float = 0
) -> str:
    """Return a sewn strap that follows `line`: thickness, fold of the edge, two seams."""
    stroke = {"fill": "none", "stroke_linejoin": "round"}
    ribbon = palette.add("mask", path(line, stroke="#fff", stroke_width=width, **stroke))
    threads = group(
        rect(0, 0, WIDTH, HEIGHT, filter=weave(palette, seed=3)), mask=f"url(#{ribbon})"
    )
    gloss = palette.linear((0, "#fff", 0.34), (0.5, "#fff", 0.05), (1, "#000", 0.3), x2=1, y2=0.3)
    return group(
        path(
            line,
            stroke="#2c1f12",
            stroke_width=width,
            stroke_opacity=0.42,
            filter=palette.blur(9),
            transform="translate(9 13)",
            **stroke,
        ),
        path(line, stroke="#1d150d", stroke_width=width + 2.5, stroke_opacity=0.55, **stroke),
        path(line, stroke=colour, stroke_width=width, **stroke),
        path(line, stroke="#000", stroke_width=width, stroke_opacity=0.1, **stroke),
        path(line, stroke=thread, stroke_width=width - 11, stroke_dasharray="10 6", **stroke),
        path(line, stroke=colour, stroke_width=width - 16, **stroke),
        group(threads, style="mix-blend-mode:soft-light", opacity=0.35),
        path(
            line,
            stroke="#fff",
            stroke_width=width * 0.3,
            stroke_opacity=0.1,
            filter=palette.blur(5),
            **stroke,
        ),
        group(
            path(line, stroke=gloss, stroke_width=width, **stroke),
            style="mix-blend-mode:soft-light",
        ),
        path(line, stroke="#000", stroke_width=width, stroke_opacity=dark, **stroke),
    )


def anchor(x: float, y: float, width: float, thread: str) -> str:
    """Return the crossed box of seams that holds a strap's end."""
    half, height = width / 2 - 6, width * 1.05
    d = (
        f"M{x - half} {y - height}H{x + half}V{y - 7}H{x - half}Z"
        f"M{x - half} {y - height}L{x + half} {y - 7}M{x + half} {y - height}L{x - half} {y - 7}"
    )
    return stitches(d, colour=thread, width=2.2, dash="7 4")


def tote(
    palette: Palette,
    colour: str,
    *,
    seed: int,
    cut: Cut | None = None,
    artwork: Callable[[Palette, Cut, str], str] | None = None,
    coarse: float = 1.0,
    frequency: str = "0.0042 0.0022",
    within: str = "",
    strap_colour: str | None = None,
    contrast: str | None = None,
    shade: bool = True,
) -> str:
    """Return a tote lying flat, with its print and both handles."""
    cut = cut or Cut()
    fabric, thread = CLOTH[colour], thread_of(colour)
    band = CLOTH[strap_colour] if strap_colour else fabric
    band_thread = thread_of(strap_colour) if strap_colour else thread
    outline = cut.outline
    hem = f"M{cut.left + 4} {cut.top + 44}C{cut.left + 190} {cut.top + 53} {cut.right - 210} {cut.top + 39} {cut.right - 2} {cut.top + 47}"
    a, b = cut.left + cut.inset, cut.right - cut.inset
    parts = []
    if shade:
        parts += [
            shadow(palette, outline, x=34, y=46, blur=42, opacity=0.34),
            shadow(palette, outline, x=8, y=13, blur=10, opacity=0.4),
        ]
    parts += [
        strap(
            palette, cut.handle(shift=46, sink=10), cut.strap, band, thread=band_thread, dark=0.22
        ),
        within,
        cloth(palette, outline, fabric, seed=seed, coarse=coarse, frequency=frequency),
        creases(palette, outline, cut.drape, opacity=0.5),
    ]
    if contrast:
        parts.append(_base(palette, cut, contrast, seed))
    parts += [
        path(
            hem,
            fill="none",
            stroke="#000",
            stroke_opacity=0.16,
            stroke_width=3,
            filter=palette.blur(2),
        ),
        stitches(hem, colour=thread),
        artwork(palette, cut, print_of(colour)) if artwork else "",
        strap(palette, cut.handle(), cut.strap, band, thread=band_thread),
        anchor(a, cut.top + 62, cut.strap, band_thread),
        anchor(b, cut.top + 62, cut.strap, band_thread),
    ]
    return group(*parts)


def _base(palette: Palette, cut: Cut, colour: str, seed: int) -> str:
    level = cut.bottom - 235
    low = f"M{cut.left - 60} {level}H{cut.right + 60}V{cut.bottom + 30}H{cut.left - 60}Z"
    seam = f"M{cut.left - 22} {level + 12}H{cut.right + 22}"
    return group(
        group(
            cloth(palette, cut.outline, CLOTH[colour], seed=seed + 11),
            clip_path=palette.clip(low),
        ),
        path(
            f"M{cut.left - 20} {level}H{cut.right + 20}",
            stroke="#000",
            stroke_opacity=0.35,
            stroke_width=3,
            filter=palette.blur(2),
        ),
        stitches(seam, colour=thread_of(colour)),
        clip_path=palette.clip(cut.outline),
    )

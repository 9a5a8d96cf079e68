"""Which drawing, backdrop and crop make each picture."""

from collections.abc import Callable

from nomi.demo.artwork import garments, pouches, scenes, wood
from nomi.demo.artwork.colours import BACKDROP, print_of
from nomi.demo.artwork.material import Palette, backdrop
from nomi.demo.artwork.slogans import buy_her_bag, label, mark_on_tote, on_tote, stems_on_tote
from nomi.demo.artwork.svg import document, element, group, move
from nomi.demo.artwork.totes import Cut, tote

Drawing = Callable[[Palette, str], str]

RICE = Cut(left=235, right=965, top=640, bottom=1290, arch=290, inset=215, strap=38, flare=12)
MARKET = Cut(left=190, right=1010, top=630, bottom=1330, arch=200, inset=240, strap=58, flare=18)
MINI = Cut(left=340, right=860, top=690, bottom=1270, arch=330, inset=130, strap=36, flare=14)


def _slogan_tote(palette: Palette, colour: str, *, within: str = "") -> str:
    return tote(palette, colour, seed=5, artwork=on_tote, within=within)


def _rice_tote(palette: Palette, colour: str, *, within: str = "") -> str:
    return tote(
        palette,
        colour,
        seed=9,
        cut=RICE,
        artwork=stems_on_tote,
        frequency="0.014 0.011",
        within=within,
    )


def _market_tote(palette: Palette, colour: str, *, within: str = "") -> str:
    trim = "natural" if colour == "charcoal" else "rust"
    return tote(
        palette,
        colour,
        seed=15,
        cut=MARKET,
        artwork=label,
        coarse=1.5,
        strap_colour=trim,
        contrast=trim,
        within=within,
    )


def _mini_tote(palette: Palette, colour: str, *, within: str = "") -> str:
    return tote(palette, colour, seed=18, cut=MINI, artwork=mark_on_tote, within=within)


def _crop(drawing: Drawing, *, x: float, y: float, scale: float, turn: float = 0) -> Drawing:
    def cropped(palette: Palette, colour: str) -> str:
        return group(
            drawing(palette, colour),
            transform=f"translate(600 750) scale({scale}) rotate({turn}) translate({-x} {-y})",
        )

    return cropped


def _hung(drawing: Callable[..., str], *, scale: float, drop: float, stems: float) -> Drawing:
    def hanging(palette: Palette, colour: str) -> str:
        filled = drawing(
            palette, colour, within=scenes.bouquet(palette, x=600, y=stems) if stems else ""
        )
        bag = group(filled, transform=f"translate({600 - 600 * scale} {drop}) scale({scale})")
        return scenes.peg_rail(palette, 150) + bag + scenes.front_of_peg(palette, 150)

    return hanging


def _on_table(drawing: Callable[..., str]) -> Drawing:
    def laid(palette: Palette, colour: str) -> str:
        loaf = move(scenes.baguette(palette), x=470, y=760, turn=-9, scale=0.95)
        inside = loaf + scenes.bouquet(palette, x=730, y=800)
        return scenes.table(palette, 1210) + move(
            drawing(palette, colour, within=inside), x=48, y=80, scale=0.92
        )

    return laid


def _shirt(artwork: Callable[[Palette, str], str], *, back: bool = False) -> Drawing:
    def drawn(palette: Palette, colour: str) -> str:
        return garments.shirt(palette, colour, artwork(palette, print_of(colour)), back=back)

    return drawn


def _chest_slogan(palette: Palette, ink: str) -> str:
    return buy_her_bag(palette, ink, x=592, y=440, width=400)


def _flat_tie(palette: Palette, colour: str) -> str:
    return move(garments.tie(palette, colour, slim=False), x=10, y=0, turn=2)


def _slim_tie(palette: Palette, colour: str) -> str:
    return move(garments.tie(palette, colour, slim=True), x=20, y=0, turn=2)


_WORDS = _shirt(garments.her_work_counts)
_SLOGAN = _shirt(_chest_slogan)
_BACK = _shirt(garments.neck_mark, back=True)

DRAWINGS: dict[tuple[str, str], Drawing] = {
    ("buy-her-bag-tote", "front"): _slogan_tote,
    ("buy-her-bag-tote", "use"): _hung(_slogan_tote, scale=0.92, drop=46, stems=700),
    ("buy-her-bag-tote", "back"): lambda p, c: tote(p, c, seed=27, artwork=label),
    ("buy-her-bag-tote", "detail"): _crop(_slogan_tote, x=520, y=730, scale=2.3, turn=-7),
    ("rice-paper-tote", "front"): _rice_tote,
    ("rice-paper-tote", "use"): _hung(_rice_tote, scale=0.9, drop=-118, stems=800),
    ("rice-paper-tote", "detail"): _crop(_rice_tote, x=560, y=860, scale=2.2, turn=8),
    ("market-tote", "front"): _market_tote,
    ("market-tote", "use"): _on_table(_market_tote),
    ("market-tote", "detail"): _crop(_market_tote, x=480, y=1140, scale=2.1, turn=-5),
    ("mini-tote", "front"): _mini_tote,
    ("mini-tote", "use"): _hung(_mini_tote, scale=1.0, drop=-174, stems=840),
    ("zip-pouch", "front"): lambda p, c: move(pouches.zip_pouch(p, c), x=-20, y=60, turn=-4),
    ("zip-pouch", "detail"): _crop(pouches.zip_pouch, x=420, y=640, scale=2.1, turn=-6),
    ("drawstring-pouch", "front"): lambda p, c: move(pouches.drawstring_pouch(p, c), y=-70),
    ("carved-card-holder", "front"): wood.holder,
    ("carved-card-holder", "open"): wood.holder_open,
    ("carved-card-holder", "detail"): _crop(wood.holder, x=590, y=700, scale=2.1, turn=4),
    ("slim-card-case", "front"): lambda p, c: wood.slim_case(p, c, is_open=False),
    ("slim-card-case", "open"): lambda p, c: wood.slim_case(p, c, is_open=True),
    ("desk-card-stand", "front"): lambda p, c: (
        scenes.table(p, 980, wood="walnut") + wood.desk_stand(p, c)
    ),
    ("her-work-counts-t-shirt", "front"): _WORDS,
    ("her-work-counts-t-shirt", "detail"): _crop(_WORDS, x=600, y=600, scale=1.9, turn=-6),
    ("her-work-counts-t-shirt", "back"): _BACK,
    ("buy-her-bag-t-shirt", "front"): _SLOGAN,
    ("buy-her-bag-t-shirt", "detail"): _crop(_SLOGAN, x=600, y=600, scale=1.9, turn=6),
    ("buy-her-bag-t-shirt", "back"): _BACK,
    ("woven-tie", "front"): _flat_tie,
    ("woven-tie", "detail"): _crop(_flat_tie, x=540, y=1180, scale=2.4, turn=18),
    ("woven-tie", "use"): scenes.worn_tie,
    ("slim-tie", "front"): _slim_tie,
    ("slim-tie", "detail"): _crop(_slim_tie, x=560, y=1180, scale=2.4, turn=-16),
}
WOOD_BACKDROP = {"rosewood": "#dfd6c4", "mango": "#d3d8d0", "teak": "#dbd9cf", "walnut": "#e4d6c4"}


def draw(slug: str, colour: str, view: str) -> str:
    """Return one picture as a whole SVG document."""
    palette = Palette()
    paper = BACKDROP.get(colour) or WOOD_BACKDROP[colour]
    body = backdrop(palette, paper) + DRAWINGS[slug, view](palette, colour)
    return document(element("defs", *palette.definitions), body)

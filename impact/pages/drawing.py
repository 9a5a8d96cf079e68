"""Draw the picture that stands for the impact pages where a link is shared: totals, as PNG."""

from io import BytesIO

from PIL import Image, ImageDraw

from impact.pages.models import FundBatch
from impact.pages.suppression import SMALLEST_COHORT
from impact.pages.words import write_dollars
from nomi.platform.lettering import (
    BOLD,
    CLAY,
    INK,
    MARGIN,
    PAPER,
    PLAIN,
    QUIET,
    SIZE,
    Words,
    write_words,
)

EDGE = 24
"""Pixels of the coloured edge at the left."""


def draw_card(batch: FundBatch) -> bytes:
    """Return the picture of a batch: its totals and nothing else, in English.

    The same batch gives the same picture; there is nothing in the file but the picture.
    """
    canvas = Image.new("RGB", SIZE, PAPER)
    ImageDraw.Draw(canvas).rectangle((0, 0, EDGE, SIZE[1]), fill=CLAY)
    total = write_dollars(batch.total_dollars)
    credited = write_dollars(batch.credited_dollars)
    count = batch.told_count or f"{SMALLEST_COHORT} or more"
    accounts = f"{credited} of it credited to {count} training accounts"
    write_words(
        canvas,
        left=MARGIN + EDGE,
        words=(
            Words(text="Nomi Training Fund", font=BOLD, size=34, colour=CLAY, lines=1, gap=70),
            Words(text=total, font=BOLD, size=132, colour=INK, lines=1, gap=4),
            Words(text="set aside for training", font=PLAIN, size=44, colour=INK, lines=1, gap=44),
            Words(text=accounts, font=PLAIN, size=34, colour=INK, lines=2, gap=24),
            Words(text=f"As of {batch.as_of:%Y-%m-%d}", font=PLAIN, size=28, colour=QUIET, lines=1),
        ),
    )
    encoded = BytesIO()
    canvas.quantize(64).save(encoded, "PNG", optimize=True)
    return encoded.getvalue()

"""Draw the picture that stands for a product where its link is shared, as JPEG."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

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

PICTURE_WIDTH = 504


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the picture says; `picture` is a stored picture's bytes, or none."""

    title: str
    price: str
    line: str
    picture: bytes | None


def draw_sheet(sheet: Sheet) -> bytes:
    """Return the picture; the same sheet gives the same picture."""
    canvas = Image.new("RGB", SIZE, PAPER)
    left = MARGIN
    if sheet.picture is not None:
        with Image.open(BytesIO(sheet.picture)) as picture:
            canvas.paste(ImageOps.fit(picture.convert("RGB"), (PICTURE_WIDTH, SIZE[1])), (0, 0))
        left += PICTURE_WIDTH
    write_words(
        canvas,
        left=left,
        words=(
            Words(text="Nomi", font=BOLD, size=30, colour=CLAY, lines=1, gap=44),
            Words(text=sheet.title, font=BOLD, size=58, colour=INK, lines=3, gap=20),
            Words(text=sheet.price, font=PLAIN, size=44, colour=INK, lines=1, gap=36),
            Words(text=sheet.line, font=PLAIN, size=28, colour=QUIET, lines=3),
        ),
    )
    encoded = BytesIO()
    canvas.save(encoded, "JPEG", quality=86, optimize=True)
    return encoded.getvalue()

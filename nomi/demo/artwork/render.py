"""Render the drawings with Chromium: `python -m nomi.demo.artwork.render [slug … | posters]`.

Run by whoever changes a drawing; the results are committed, so nothing else needs Chromium.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image

from nomi.demo.artwork.catalogue import PICTURES, SERIES, WIDTHS
from nomi.demo.artwork.posters import HERO, SHARE, hero, share
from nomi.demo.artwork.studio import draw
from nomi.demo.artwork.svg import HEIGHT, WIDTH

CHROMIUM_OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STATIC = Path(__file__).parents[3] / "static" / "img"
HERO_WIDTHS = (640, 1000, 1400, 2000)
MASTER = (1000, 1250)
MASTER_QUALITY = 54
WEBP_QUALITY = {400: 76, 800: 68, 1200: 50}


def render(slugs: list[str]) -> int:
    """Draw every picture of `slugs` (all when empty) and return how many were written."""
    from playwright.sync_api import sync_playwright

    written = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_OPTIONS
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for series in SERIES:
            if slugs and series.slug not in slugs:
                continue
            for colour in series.colours:
                for view in series.views:
                    page.set_content(
                        f'<body style="margin:0">{draw(series.slug, colour, view)}</body>'
                    )
                    save(page.screenshot(), PICTURES / series.slug / f"{colour}-{view}")
                    written += 1
        browser.close()
    return written


def save(picture: bytes, target: Path) -> None:
    """Write the master and its renditions beside `target`, without any metadata."""
    target.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    master = image.resize(MASTER, Image.Resampling.LANCZOS)
    master.save(f"{target}.jpg", quality=MASTER_QUALITY, optimize=True, progressive=True)
    for width in WIDTHS:
        smaller = image.resize((width, width * HEIGHT // WIDTH), Image.Resampling.LANCZOS)
        smaller.save(f"{target}-{width}.webp", quality=WEBP_QUALITY[width], method=6)


def render_posters() -> None:
    """Draw the hero and the shared picture into the static files."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_OPTIONS
        )
        for name, drawing, (width, height) in (("hero", hero, HERO), ("share", share, SHARE)):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.set_content(f'<body style="margin:0">{drawing()}</body>')
            image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            if name == "share":
                image.save(STATIC / "share.jpg", quality=82, optimize=True, progressive=True)
                continue
            for wide in HERO_WIDTHS:
                size = (wide, wide * height // width)
                smaller = image.resize(size, Image.Resampling.LANCZOS)
                smaller.save(STATIC / f"hero-{wide}.webp", quality=68, method=6)
        browser.close()


if __name__ == "__main__":
    if "posters" in sys.argv[1:]:
        render_posters()
    else:
        sys.stdout.write(f"{render(sys.argv[1:])} pictures\n")

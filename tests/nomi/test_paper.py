"""Papers as PDF: the same bytes each time, every letter, every page."""

import io

import pytest
from pypdf import PdfReader

from nomi.platform.paper import LABEL, Grid, Paper, Text, find_unprintable, write_pdf

NAMES = ("Nguyễn Thị Ánh", "Zoë Müller-Łukasz", "Ελένη Παπαδοπούλου", "Жанна Öztürk")


def read(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def make_paper(rows: int = 1, words: str = "Tote") -> Paper:
    grid = Grid(
        head=("Item", "Amount"),
        rows=tuple((f"{words} {number}", "$1.00") for number in range(rows)),
        widths=(4, 1),
        figures=(1,),
    )
    return Paper(parts=(Text(lines=("Slip",), style="heading"), grid), footer="Order 7")


def test_the_same_paper_is_the_same_bytes() -> None:
    assert write_pdf([make_paper()], title="Slip") == write_pdf([make_paper()], title="Slip")


@pytest.mark.parametrize("name", NAMES)
def test_names_print_as_they_are_spelled(name: str) -> None:
    [page] = read(write_pdf([Paper(parts=(Text(lines=(name,)),))], title="Slip"))

    assert name in page


@pytest.mark.parametrize("name", [*NAMES, "O’Neill & Söhne, 3º #4/5 – (rear)", ""])
def test_what_prints_as_it_is_spelled_has_no_letter_to_name(name: str) -> None:
    assert find_unprintable(name) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("明 Ming 明", "明"),
        ("សុខា", "សុខា"),
        ("محمد", "محد"),
        ("Ada 🧵", "🧵"),
        ("พร", "พร"),
    ],
)
def test_letters_that_would_be_boxes_are_named_once(name: str, letters: str) -> None:
    assert find_unprintable(name) == letters


def test_a_long_table_goes_on_with_its_head_and_page_number() -> None:
    pages = read(write_pdf([make_paper(90)], title="Slip"))

    assert len(pages) == 3
    assert [page.count("Amount") for page in pages] == [1, 1, 1]
    assert [page.split("\n")[1] for page in pages] == ["1", "2", "3"]
    assert all(f"Tote {number}" in "\n".join(pages) for number in range(90))


def test_every_paper_begins_on_its_own_page_and_counts_from_one() -> None:
    pages = read(write_pdf([make_paper(60), make_paper(), make_paper()], title="Slip"))

    assert [page.split("\n")[1] for page in pages] == ["1", "2", "1", "1"]


def test_two_hundred_characters_wrap_inside_the_page() -> None:
    word = "W" * 200
    paper = Paper(
        parts=(Text(lines=(word,)), Grid(head=("a", "b"), rows=((word, word),), widths=(1, 1)))
    )

    [page] = read(write_pdf([paper], title="Slip"))

    assert page.replace("\n", "").replace(" ", "").count("W") == 600
    assert max(len(line) for line in page.split("\n")) < 70


def test_markup_in_a_name_is_only_letters() -> None:
    words = "<b>&amp; <img src='file:///etc/passwd'/>\x00\x1b</b>"

    [page] = read(write_pdf([Paper(parts=(Text(lines=(words,)),))], title="Slip"))

    assert "<b>&amp; <img src='file:///etc/passwd'/>" in page


def test_a_label_is_one_page_however_long_its_address() -> None:
    lines = ("Street " * 36,) * 6
    paper = Paper(parts=(Text(lines=lines, style="large"),), fits_one_page=True)

    pages = read(write_pdf([paper, paper], title="Label", size=LABEL, margin=20))

    assert len(pages) == 2


def test_no_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to print"):
        write_pdf([], title="Slip")

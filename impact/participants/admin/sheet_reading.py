"""Reading a sheet of interviews: each line is held against the form that staff fill in."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.participants.admin.interview_form import InterviewForm, build_held
from impact.participants.services.sheet import SheetRow
from nomi.platform.tables import Fault, TableReader, TableRefused

MOST_LINES = 500
COLUMNS = {
    "code": _("The participant's code, eight letters and digits"),
    "wave": _("0, 6, 12, 24 or 36"),
    "outcome": _("done, missed, declined or unreachable; the others leave the rest empty"),
    "held_on": _("Day, as 2026-03-02"),
    "consumption": _("What the whole household consumed, in its currency"),
    "currency": _("Three letters, as KHR"),
    "days": _("In how many days"),
    "rate": _("Units for one dollar"),
    "rate_source": _("Where the rate is from"),
    "rate_on": _("Day of the rate"),
    "adults": _("Adults of the household"),
    "children": _("Children of the household"),
    "earners": _("How many of them earn"),
    "work": _("enterprise, employed, own_business, by_the_day, studying, unpaid or none"),
    "work_days": _("Days of work in a month"),
    "goals": _("Codes of the list of goals, parted by spaces"),
    "barriers": _("cost, time, transport, childcare, tools, language, papers, other"),
}
NEEDED = ("code", "wave", "outcome", "held_on")
SEVERAL = ("goals", "barriers")


def read_sheet(text: str) -> list[SheetRow]:
    """Return what the lines say; raise `TableRefused` with every fault."""
    table = TableReader(text)
    unknown = [title for title in table.titles if title not in COLUMNS]
    missing = [
        title for title in ("code", "wave", "outcome", "held_on") if title not in table.titles
    ]
    faults = [
        Fault(line=1, words=words % {"titles": ", ".join(titles)})
        for words, titles in (
            (gettext("Columns that nobody knows: %(titles)s."), unknown),
            (gettext("Columns that are missing: %(titles)s."), missing),
        )
        if titles
    ]
    if faults:
        raise TableRefused(faults)
    rows = list(_read_rows(table, faults))
    if table.fault:
        faults.append(table.fault)
    if not faults and not rows:
        faults.append(Fault(line=1, words=gettext("The sheet has no lines.")))
    if faults:
        raise TableRefused(faults)
    return rows


def _read_rows(table: TableReader, faults: list[Fault]) -> Iterator[SheetRow]:
    for count, (line, cells) in enumerate(table, start=1):
        if count > MOST_LINES:
            words = gettext("A sheet has at most %(most)d lines.") % {"most": MOST_LINES}
            faults.append(Fault(line=line, words=words))
            return
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(table.titles):
            faults.append(Fault(line=line, words=gettext("It has more cells than the head.")))
            continue
        values = dict(zip_longest(table.titles, (cell.strip() for cell in cells), fillvalue=""))
        form = InterviewForm(_fill(values))
        if form.is_valid():
            wave = int(form.cleaned_data["wave"])
            held = build_held(form.cleaned_data, wave=wave)
            yield SheetRow(line=line, account_code=values["code"].upper(), held=held)
        else:
            faults += [Fault(line=line, words=words) for words in _tell(form)]


def _fill(values: dict[str, str]) -> dict[str, str | list[str]]:
    """Return the cells as the form takes them; a sheet has no value of its own to begin with."""
    filled: dict[str, str | list[str]] = {**values}
    return filled | {name: values.get(name, "").split() for name in SEVERAL}


def _tell(form: InterviewForm) -> Iterable[str]:
    """Return the faults with the column's name before each."""
    for name, errors in form.errors.items():
        yield f"{name}: {' '.join(str(error) for error in errors)}"

"""Her statement as a paper: the same facts as on the page, in English."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from impact.pages.her_statement import IF_WRONG, KEPT_FOR_HER, HerStatement
from impact.pages.words import write_cents
from nomi.platform.paper import Grid, Paper, Text, find_unprintable, write_pdf


def write_her_paper(statement: HerStatement) -> bytes:
    """Return the statement as a PDF; the title says nothing about her."""
    paper = Paper(
        parts=(
            Text(lines=(statement.pseudonym, statement.code), style="heading"),
            _set_figures(statement),
            Text(lines=(KEPT_FOR_HER,)),
            Text(lines=(_("What was asked for"),), style="large"),
            _set_payments(statement),
            Text(lines=(_("Line by line"),), style="large"),
            _set_movements(statement),
            *_set_questions(statement),
            *_set_looks(statement),
            Text(lines=(_("If something looks wrong"),), style="large"),
            Text(lines=(IF_WRONG,)),
        )
    )
    return write_pdf([paper], title=_("Statement"))


def _set_figures(statement: HerStatement) -> Grid:
    figures = [
        (_("Came in"), statement.received_minor),
        (_("Paid for training"), statement.paid_minor),
        (_("Set aside"), statement.aside_minor),
        (_("Left"), statement.left_minor),
    ]
    if statement.released_minor:
        figures.insert(3, (_("Went back to the fund"), statement.released_minor))
    return Grid(
        head=tuple(title for title, _cents in figures),
        rows=(tuple(write_cents(cents) for _title, cents in figures),),
        widths=tuple(1 / len(figures) for _figure in figures),
    )


def _set_payments(statement: HerStatement) -> Grid | Text:
    if not statement.payments:
        return Text(lines=(_("Nothing yet."),))
    return Grid(
        head=(_("Day"), _("For what"), _("How it stands"), _("Amount")),
        rows=tuple(
            (
                date_format(one.asked_on, "j F Y"),
                f"{one.plan_line} · {one.provider}",
                one.state,
                write_cents(one.amount_minor),
            )
            for one in statement.payments
        ),
        widths=(0.15, 0.4, 0.3, 0.15),
        figures=(3,),
    )


def _set_movements(statement: HerStatement) -> Grid | Text:
    if not statement.movements:
        return Text(lines=(_("No money has moved yet."),))
    return Grid(
        head=(_("Line"), _("What happened"), _("Left after it")),
        rows=tuple(
            (f"{one.number}", one.words, write_cents(one.left_minor)) for one in statement.movements
        ),
        widths=(0.1, 0.7, 0.2),
        figures=(2,),
    )


def _set_questions(statement: HerStatement) -> list[Text | Grid]:
    if not statement.questions:
        return []
    return [
        Text(lines=(_("What you asked about"),), style="large"),
        Grid(
            head=(_("Line"), _("Your words"), _("Our answer")),
            rows=tuple(
                (
                    f"{one.line_number}",
                    _keep_printable(one.her_words),
                    _keep_printable(one.answer) or _("not yet answered"),
                )
                for one in statement.questions
            ),
            widths=(0.1, 0.45, 0.45),
        ),
    ]


def _set_looks(statement: HerStatement) -> list[Text | Grid]:
    head = Text(lines=(_("Who looked at your record"),), style="large")
    if not statement.looks:
        return [head, Text(lines=(_("Nobody has looked."),))]
    rows = tuple(
        (
            date_format(one.looked_at, "j F Y"),
            one.who,
            f"{one.what} {one.field}".strip(),
            _keep_printable(one.reason),
        )
        for one in statement.looks
    )
    titles = (_("Day"), _("Who"), _("What"), _("Reason given"))
    return [head, Grid(head=titles, rows=rows, widths=(0.15, 0.2, 0.3, 0.35))]


def _keep_printable(words: str) -> str:
    """Return the words, or where to read them when their script cannot be set on paper here."""
    return _("In her own script on the page.") if find_unprintable(words) else words

"""Who looked at what is kept of one woman: behind her code, and in the papers of her payments."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from impact.payouts.queries import list_taken_papers
from impact.vault.queries import list_looks
from nomi.platform.people import find_actor_names

DONE = {
    "revealed": gettext_lazy("read"),
    "found": gettext_lazy("found by a search"),
    "written": gettext_lazy("written"),
    "asked": gettext_lazy("asked to erase"),
    "kept": gettext_lazy("kept it after all"),
    "erased": gettext_lazy("erased"),
}
FIELDS = {
    "": "",
    "given_name": gettext_lazy("given name"),
    "family_name": gettext_lazy("family name"),
    "own_script": gettext_lazy("name in your own script"),
    "birth_date": gettext_lazy("birth date"),
    "phone": gettext_lazy("phone"),
    "address": gettext_lazy("address or village"),
    "emergency": gettext_lazy("emergency contact"),
    "other_ids": gettext_lazy("other papers"),
}
"""The vault's own words are for staff, in English; these are hers, in her language."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """Who read or changed what of her record, and why; never what stood there."""

    looked_at: datetime
    who: str
    what: str
    field: str
    reason: str


def list_looks_at(code: str) -> list[Looked]:
    """Return who looked at what of the woman with this account, latest first (rule 29)."""
    looks = sorted(_read(code), key=lambda one: one.looked_at, reverse=True)
    names = find_actor_names(one.who for one in looks)
    return [replace(one, who=names[one.who]) for one in looks]


def _read(code: str) -> Iterator[Looked]:
    """Return the looks of both rooms, each with the person as rows keep her."""
    for look in list_looks(code):
        yield Looked(
            looked_at=look.at,
            who=look.actor,
            what=str(DONE[look.kind]),
            field=str(FIELDS[look.field]),
            reason=look.reason,
        )
    for fact in list_taken_papers(code):
        yield Looked(
            looked_at=fact.at,
            who=fact.actor,
            what=_("took a paper of a payment"),
            field="",
            reason=fact.words,
        )

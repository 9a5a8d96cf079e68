"""What staff write down about an order, for each other."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from nomi.desk.orders.groups import WORDS
from nomi.platform.asking import Ask
from shop.order.services import write_note

LONGEST = 2_000


class NoteForm(forms.Form):
    """What to remember."""

    note = forms.CharField(
        label=_("Note"), max_length=LONGEST, widget=UnfoldAdminTextareaWidget(attrs={"rows": 5})
    )


def note(order: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Any, str]:
    """Keep the note with who wrote it."""
    write_note(order=order, message=values["note"], by=request.user)
    return order, gettext("The note stands in the time line.")


NOTE_ASK = Ask(
    name="note",
    group=WORDS,
    label=_("Write a note"),
    question=_("Staff read it in the order's time line; the buyer never does."),
    act=note,
    form=NoteForm,
    permission="order.change_order",
)

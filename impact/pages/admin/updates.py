"""The staff screen of updates: one person writes, another publishes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from impact.pages.models import Update
from impact.pages.services import updates
from impact.pages.services.updates import UpdateRefused
from nomi.platform.answering import Words
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.people import get_actor_name, name_actor

WORDS = ("kind", "title", "summary", "body", "account_code")


class UpdateForm(forms.ModelForm):  # type: ignore[type-arg] # Django has no such argument
    """The words of an update."""

    class Meta:
        model = Update
        fields = WORDS
        widgets = {
            "kind": UnfoldAdminSelectWidget(),
            "title": UnfoldAdminTextInputWidget(),
            "summary": UnfoldAdminTextInputWidget(),
            "body": UnfoldAdminTextareaWidget(attrs={"rows": 16}),
            "account_code": UnfoldAdminTextInputWidget(),
        }
        help_texts = {
            "body": _("Plain HTML: p, h2, ul, li, a, strong. Never a name, a place or a face."),
            "account_code": _(
                "Only if it speaks of one woman, by her pseudonym. It is shown while she agrees."
            ),
        }


class NewUpdateForm(UpdateForm):
    """An update that is not there yet."""

    slug = forms.SlugField(label=_("Address"), max_length=60, widget=UnfoldAdminTextInputWidget())
    field_order = ("slug",)


def add(_row: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Keep a new draft."""
    words = {name: values[name] for name in WORDS}
    made = updates.write_update(
        slug=values["slug"], words=words, actor=name_actor(request.user), now=timezone.now()
    )
    return made, gettext("The draft is kept. Another person publishes it.")


def rewrite(row: Update, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Replace the words of the draft."""
    updates.rewrite_update(
        update_id=row.pk, words=values, actor=name_actor(request.user), now=timezone.now()
    )
    return row, gettext("The draft is kept. Another person publishes it.")


def read_words(row: Update) -> dict[str, str]:
    """Return what the update says."""
    return {name: getattr(row, name) for name in WORDS}


def publish(row: Update, _values: Any, request: HttpRequest) -> tuple[Model, Words]:
    """Show it to everybody."""
    updates.publish_update(update_id=row.pk, actor=name_actor(request.user), now=timezone.now())
    return row, gettext("Published.")


def take_down(row: Update, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Show it to nobody."""
    updates.take_down(
        update_id=row.pk, **values, actor=name_actor(request.user), now=timezone.now()
    )
    return row, gettext("Nobody finds it any more. It is kept.")


def is_draft(row: Update, _request: HttpRequest) -> bool:
    """Return whether its words may still change."""
    return row.state == Update.State.DRAFT


def is_by_another(row: Update, request: HttpRequest) -> bool:
    """Return whether this person may publish it: she did not write it."""
    return is_draft(row, request) and row.written_by != name_actor(request.user)


@admin.register(Update)
class UpdateScreen(AskingScreen):
    """News about the work, and what went wrong."""

    add_ask = Ask(
        name="add",
        label=_("New update"),
        question=_("Its address stays as it is. Everything else can be changed until published."),
        form=NewUpdateForm,
        act=add,
        permission="impact_pages.add_update",
        refusals=(UpdateRefused,),
    )
    asks = (
        Ask(
            name="write",
            label=_("Write"),
            question=_("The words take the place of the draft's. Another person publishes."),
            form=UpdateForm,
            find_values=read_words,
            act=rewrite,
            permission="impact_pages.change_update",
            is_offered=is_draft,
            refusals=(UpdateRefused,),
        ),
        Ask(
            name="publish",
            label=_("Publish"),
            question=_(
                "Everybody sees it from now on, and readers get a mail. Its words never change."
            ),
            form=forms.Form,
            act=publish,
            decides_on=read_words,
            permission="impact_pages.publish_update",
            is_offered=is_by_another,
            refusals=(UpdateRefused,),
        ),
        Ask(
            name="take-down",
            label=_("Take down"),
            question=_("Its address is not found from then on. It is not published again."),
            act=take_down,
            permission="impact_pages.publish_update",
            is_offered=lambda row, _request: row.state == Update.State.PUBLISHED,
            refusals=(UpdateRefused,),
        ),
    )
    list_display = ("title", "kind", "state", "written_at", "published_at")
    list_filter = ("state", "kind")
    search_fields = ("title", "slug")
    ordering = ("-pk",)
    fields = readonly_fields = (
        "slug",
        *WORDS,
        "state",
        "writer",
        "written_at",
        "publisher",
        "published_at",
        "taken_down_at",
        "taken_down_reason",
    )

    @admin.display(description=_("Written by"))
    def writer(self, row: Update) -> str:
        """Write who wrote it last."""
        return get_actor_name(row.written_by)

    @admin.display(description=_("Published by"))
    def publisher(self, row: Update) -> str:
        """Write who published it."""
        return get_actor_name(row.published_by)

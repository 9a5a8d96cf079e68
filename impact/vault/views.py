"""The pages of the vault. A value stands on one page only: the answer to a reveal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from impact.participants.models import TrainingAccount
from impact.vault.doors import only_for, read_looker, show
from impact.vault.forms import EraseForm, RevealForm, SearchForm, WriteForm
from impact.vault.models import Field
from impact.vault.queries import find_waiting_request, is_erased, list_fields_on_file
from impact.vault.refusals import VaultRefusedError
from impact.vault.services import erasing, looking, writing
from nomi.platform.answering import Words
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.proving import FindProofPage, is_open

SECONDS_ON_SCREEN = 60
REVEAL, SEARCH = "vault.reveal_sealedfield", "vault.search_sealedfield"
WRITE, ERASE = "vault.write_sealedfield", "vault.erase_sealedfield"


ASK: tuple[Callable[..., None], Words] = (
    erasing.ask_erasure,
    _lazy("Asked. It opens for nobody, and nothing of her is shown. Another person erases it."),
)
ANSWERS: dict[str, tuple[Callable[..., None], Words]] = {
    "erase": (erasing.erase_record, _lazy("Erased. The money record stays under its code.")),
    "keep": (erasing.keep_record, _lazy("Kept. What she allowed stays withdrawn.")),
}
"""What each button of the second person does, and what is said then."""


@only_for(SEARCH)
def search(request: HttpRequest, *, find_proof_page: FindProofPage) -> HttpResponse:
    """Ask for a full name or phone; answer with codes."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    codes = None
    if form.is_bound and is_open(form, request, find_proof_page):
        values = form.cleaned_data
        try:
            codes = looking.find_records(
                kind=values["kind"],
                words=values["words"],
                looker=read_looker(request, values["reason"]),
            )
        except VaultRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            form = SearchForm()  # what was found stands there, the name does not
    proof = find_proof_page(request)
    return show(request, "search", {"form": form, "codes": codes, "proof_page": proof})


@require_safe
@only_for(REVEAL)
def show_record(request: HttpRequest, code: str, *, find_proof_page: FindProofPage) -> HttpResponse:
    """Show which fields are on file, and ask which one to read and why."""
    return _show_record(request, code, RevealForm(), find_proof_page)


@require_POST
@only_for(REVEAL)
def reveal(request: HttpRequest, code: str, *, find_proof_page: FindProofPage) -> HttpResponse:
    """Show one field for a minute (SAFETY.md, P8), or say why not."""
    form = RevealForm(request.POST)
    if not is_open(form, request, find_proof_page):
        return _show_record(request, code, form, find_proof_page)
    field = form.cleaned_data["field"]
    try:
        value = looking.reveal_field(
            account_code=code,
            field=field,
            looker=read_looker(request, form.cleaned_data["reason"]),
        )
    except VaultRefusedError as refusal:
        form.add_error(None, str(refusal))
        return _show_record(request, code, form, find_proof_page)
    context = {"code": code, "label": Field(field).label, "value": value}
    response = show(request, "reveal", {**context, "seconds": SECONDS_ON_SCREEN})
    response["Refresh"] = f"{SECONDS_ON_SCREEN}; url=../"
    return response


@only_for(WRITE)
def write(request: HttpRequest, code: str, *, find_proof_page: FindProofPage) -> HttpResponse:
    """Put fields in; what is there already is not shown."""
    _get_account(code)
    form = WriteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and is_open(form, request, find_proof_page):
        values = dict(form.cleaned_data)
        looker = read_looker(request, values.pop("reason"))
        try:
            written = writing.write_fields(account_code=code, values=values, looker=looker)
        except VaultRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Written: %(count)d.") % {"count": len(written)})
            return redirect("vault:record", code=code)
    proof = find_proof_page(request)
    return show(request, "write", {"form": form, "code": code, "proof_page": proof})


@only_for(ERASE)
def erase(request: HttpRequest, code: str, *, find_proof_page: FindProofPage) -> HttpResponse:
    """Ask to erase the record, or answer who asked; the code is typed again each time."""
    _get_account(code)
    waiting = find_waiting_request(code)
    form = EraseForm(request.POST if request.method == "POST" else None, account_code=code)
    if form.is_bound and is_open(form, request, find_proof_page):
        looker = read_looker(request, form.cleaned_data["reason"])
        act, words = ANSWERS.get(request.POST.get("act", ""), ASK)
        try:
            act(account_code=code, looker=looker)
        except VaultRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(words))
            return redirect("vault:record", code=code)
    context = {
        "form": form,
        "code": code,
        "waiting": waiting,
        "asker": get_actor_name(waiting.asked_by) if waiting else "",
        "is_mine": waiting is not None and waiting.asked_by == name_actor(request.user),
        "proof_page": find_proof_page(request),
    }
    return show(request, "erase", context)


def _get_account(code: str) -> TrainingAccount:
    account = TrainingAccount.objects.filter(code=code).first()
    if account is None:
        raise Http404
    return account


def _show_record(
    request: HttpRequest, code: str, form: RevealForm, find_proof_page: FindProofPage
) -> HttpResponse:
    _get_account(code)
    on_file: dict[str, Any] = list_fields_on_file(code)
    context = {
        "code": code,
        "form": form,
        "fields": [(label, on_file.get(name)) for name, label in Field.choices],
        "has_fields": bool(on_file),
        "is_erased": is_erased(code),
        "is_waiting": find_waiting_request(code) is not None,
        "proof_page": find_proof_page(request),
        "may_write": request.user.has_perm(WRITE),
        "may_erase": request.user.has_perm(ERASE),
    }
    return show(request, "record", context)

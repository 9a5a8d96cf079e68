"""The screen of payment files: made, taken out, refused by the bank."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.banking.admin.asking import LinkedScreen, ask, refuse_without
from impact.banking.admin.wires import WireFacts
from impact.banking.forms import PaymentFileForm, WhyForm
from impact.banking.models import FileDownload, PaymentFile, PaymentFileItem
from impact.banking.queries import find_waiting
from impact.banking.refusals import BankingRefusedError
from impact.banking.services.payment_files import (
    find_next_working_day,
    make_payment_file,
    take_payment_file,
)
from impact.banking.services.refusing import refuse_payment_file
from impact.books.halts import PayoutsHaltedError
from impact.payouts.refusals import PayoutRefusedError
from nomi.platform.amounts import format_minor
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import Button, FactsInline

REFUSALS = (BankingRefusedError, PayoutRefusedError, PayoutsHaltedError)
MEDIA_TYPES = {"pain": ("application/xml", "xml"), "table": ("text/csv", "csv")}


def note_refusal(file: PaymentFile, reason: str, request: HttpRequest) -> str:
    """Void what the bank will not carry out."""
    count = refuse_payment_file(
        file_uid=file.uid, actor=name_actor(request.user), reason=reason, now=timezone.now()
    )
    return gettext("%(count)d payouts were voided; the money is back where it came from.") % {
        "count": count
    }


class WiresInline(WireFacts, FactsInline):
    """The wires of a file; each leads to its own page."""

    model = PaymentFileItem
    show_change_link = True
    fields = readonly_fields = ("payout", "provider", "amount", "state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaymentFileItem]:
        """Fetch the payouts along."""
        items: QuerySet[PaymentFileItem] = super().get_queryset(request)
        return items.select_related("payout__draw__provider")


class DownloadsInline(FactsInline):
    """Who took the file out, and why."""

    model = FileDownload
    fields = readonly_fields = ("number", "who", "taken_at", "reason")

    @admin.display(description=_("Who"))
    def who(self, download: FileDownload) -> str:
        """Name the person."""
        return get_actor_name(download.taken_by)


@admin.register(PaymentFile)
class PaymentFileScreen(LinkedScreen):
    """Payment files, newest first."""

    buttons = (
        Button(
            name="download",
            label=_("Download"),
            question=_(
                "The file pays everybody in it. Hand it to the bank once. Your name and reason are"
                " kept."
            ),
            press=lambda *_args: "",
            permission="banking.download_paymentfile",
        ),
        Button(
            name="refused",
            label=_("The bank refused it"),
            question=_(
                "Only when the bank has said that it will carry out nothing of this file. Every"
                " payout in it is voided and the money goes back to the accounts it came from. No"
                " answer is not a refusal. A single wire is refused on its own page."
            ),
            press=note_refusal,
            is_offered=lambda file: not hasattr(file, "refusal"),
            asks_reason=True,
            refusals=REFUSALS,
            permission="banking.refuse_paymentfile",
        ),
    )
    inlines = (WiresInline, DownloadsInline)
    list_display = ("reference", "made_at", "wire_count", "held", "pays_on", "standing")
    list_filter = ("file_format",)
    fields = readonly_fields = (
        "reference",
        "file_format",
        "made_at",
        "maker",
        "reason",
        "pays_on",
        "wire_count",
        "held",
        "standing",
        "fingerprint",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaymentFile]:
        """Leave the sealed content where it is; fetch what the bank said along."""
        files: QuerySet[PaymentFile] = super().get_queryset(request)
        return files.defer("sealed").select_related("refusal").prefetch_related("downloads")

    def list_links(self, request: HttpRequest) -> list[tuple[str | Promise, str]]:
        """Lead to making a file."""
        if not request.user.has_perm("banking.make_paymentfile"):
            return []
        return [(_("Make a payment file"), reverse("admin:banking_paymentfile_make"))]

    def list_words(self) -> list[str]:
        """Say what waits."""
        waiting = find_waiting()
        return [
            gettext("Payouts that wait for a payment file: %(count)d, together %(total)s.")
            % {"count": waiting.count, "total": format_minor(waiting.total_minor)}
        ]

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give the making of a file its page."""
        make = ("make/", "banking_paymentfile_make", self.make_view)
        return (make, *super().get_custom_urls())

    def make_view(self, request: HttpRequest, **_kw: Any) -> Any:
        """Ask on GET; make the file on POST."""
        refuse_without(request, "banking.make_paymentfile")
        day = find_next_working_day(timezone.now())
        form = PaymentFileForm(request.POST or None, initial={"execution_on": day})
        if request.method == "POST" and form.is_valid():
            try:
                made = make_payment_file(
                    **form.cleaned_data, actor=name_actor(request.user), now=timezone.now()
                )
            except REFUSALS as refusal:
                form.add_error(None, str(refusal))
            else:
                for payout, words in made.left_out:
                    messages.warning(request, f"{payout.draw.provider}: {words}")
                messages.success(request, gettext("The payment file is made. Download it once."))
                return redirect(self.find_return_address(made.file))
        return ask(
            request,
            self,
            title=_("Make a payment file"),
            question=self.list_words()[0],
            submit=_("Make the file"),
            form=form,
            back=reverse("admin:banking_paymentfile_changelist"),
        )

    def press_view(self, request: HttpRequest, object_id: str, button: str, **kw: Any) -> Any:
        """Hand out the file, with its own page; every other button is an ordinary one."""
        if button != "download":
            return super().press_view(request, object_id, button, **kw)
        refuse_without(request, "banking.download_paymentfile")
        file = self.get_object(request, object_id)
        if file is None:
            raise Http404
        form = WhyForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                return self.hand_out(request, file, form.cleaned_data["reason"])
            except BankingRefusedError as refusal:
                form.add_error(None, str(refusal))
        return ask(
            request,
            self,
            title=_("Download %(file)s") % {"file": file},
            question=self.buttons[0].question,
            submit=_("Download"),
            form=form,
            back=self.find_return_address(file),
        )

    def hand_out(self, request: HttpRequest, file: PaymentFile, reason: str) -> HttpResponse:
        """Return the file as something to keep, never to show."""
        content = take_payment_file(
            file_uid=file.uid,
            actor=name_actor(request.user),
            reason=reason,
            may_again=request.user.has_perm("banking.download_paymentfile_again"),
            now=timezone.now(),
        )
        media_type, ending = MEDIA_TYPES[file.file_format]
        name = f"payments-{file.uid.hex[:12]}.{ending}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }
        return HttpResponse(content, content_type=media_type, headers=headers)

    @admin.display(description=_("Set aside for it"))
    def held(self, file: PaymentFile) -> str:
        """Write what its wires are worth in dollars."""
        return format_minor(file.held_minor)

    @admin.display(description=_("Made by"))
    def maker(self, file: PaymentFile) -> str:
        """Name who made it."""
        return get_actor_name(file.made_by)

    @admin.display(description=_("State"))
    def standing(self, file: PaymentFile) -> str:
        """Say what became of the file."""
        if hasattr(file, "refusal"):
            return gettext("refused by the bank")
        times = len(file.downloads.all())
        return gettext("downloaded × %(times)d") % {"times": times} if times else gettext("new")

    @admin.display(description=_("The bank pays on"), ordering="execution_on")
    def pays_on(self, file: PaymentFile) -> str:
        """Say on which day the bank is asked to pay."""
        return date_format(file.execution_on)

    @admin.display(description=_("Fingerprint (SHA-256)"))
    def fingerprint(self, file: PaymentFile) -> str:
        """Write the file's hash in groups, as two people compare it."""
        return " ".join(file.sha256[at : at + 8] for at in range(0, len(file.sha256), 8))

"""The staff screen of consents: codes only, nobody's name."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from impact.consents.admin.showing import BY_CODE, REFUSALS, show_code, sign
from impact.consents.forms import ConsentForm, WithdrawalForm, begin_day
from impact.consents.models import Consent
from impact.consents.queries import list_ending_soon
from impact.consents.services import consents
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import AgreementForm


def give(_row: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Consent, str]:
    """Record a consent."""
    given_at, expires_at = (begin_day(values.pop(name)) for name in ("given_on", "expires_on"))
    code = values.pop("account_code")
    yes = consents.Yes(**values, given_at=given_at, expires_at=expires_at)
    made = consents.record_consent(account_code=code, yes=yes, **sign(request))
    return made, gettext("Recorded. Nothing is shown by it before another person has checked it.")


def check(row: Consent, _values: dict[str, Any], request: HttpRequest) -> tuple[Consent, str]:
    """Say that the paper says so."""
    done = consents.check_consent(consent_id=row.pk, **sign(request))
    return done, gettext("Checked. It is in force.")


def describe_paper(row: Consent) -> str:
    """Say what the paper must say, and where it is."""
    days = {"given": date_format(row.given_at), "ends": date_format(row.expires_at)}
    lines = (
        gettext(
            "You hold the paper in your hands, or have heard the recording: it is hers, and it says"
            " this. From then on it is in force."
        ),
        f"{row.get_purpose_display()}, {row.get_channel_display()}",
        gettext("From %(given)s until %(ends)s") % days,
        f"{row.get_method_display()}, {row.language}",
        row.evidence,
    )
    return "\n".join(lines)


def may_check(row: Consent, request: HttpRequest) -> bool:
    """Return whether it waits for a second person, and this is not the first."""
    return Consent.objects.to_check(actor=name_actor(request.user)).filter(pk=row.pk).exists()


def withdraw(row: Consent, values: dict[str, Any], request: HttpRequest) -> tuple[Consent, str]:
    """Withdraw this consent and its renewals."""
    consents.withdraw_consent(consent_id=row.pk, **values, **sign(request))
    return row, gettext("Withdrawn. Nothing of it is shown any more.")


def withdraw_all(row: Consent, values: dict[str, Any], request: HttpRequest) -> tuple[Consent, str]:
    """Withdraw every consent of the account."""
    count = consents.withdraw_everything(account_code=row.account_id, **values, **sign(request))
    words = ngettext("%(count)d consent withdrawn.", "%(count)d consents withdrawn.", count)
    return row, words % {"count": count}


class StandingFilter(admin.SimpleListFilter):
    """Which consents wait to be checked, hold, end soon, or are over."""

    title = _("standing")
    parameter_name = "standing"

    def lookups(self, _request: HttpRequest, _screen: object) -> list[tuple[str, str]]:
        """Return the kinds."""
        return [
            ("unchecked", gettext("waiting for a second person")),
            ("in-force", gettext("in force")),
            ("ending", gettext("ending within 60 days")),
            ("expired", gettext("expired")),
            ("withdrawn", gettext("withdrawn")),
        ]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Consent]) -> QuerySet[Consent]:
        """Keep those that stand so."""
        now = timezone.now()
        kinds: dict[str, QuerySet[Consent]] = {
            "unchecked": Consent.objects.to_check(actor=""),
            "in-force": Consent.objects.in_force(at=now),
            "ending": list_ending_soon(now=now).order_by(),
            "expired": Consent.objects.filter(withdrawn_at__isnull=True, expires_at__lte=now),
            "withdrawn": Consent.objects.filter(withdrawn_at__isnull=False),
        }
        kind = kinds.get(self.value() or "")
        return queryset if kind is None else queryset.filter(pk__in=kind.values("pk"))


@admin.register(Consent)
class ConsentScreen(AskingScreen):
    """What each woman said yes to, and what she took back."""

    add_ask = Ask(
        name="add",
        label=_("Record a consent"),
        question=_(
            "One purpose on one channel. Services never depend on it, and she can take it back at"
            " any time."
        ),
        act=give,
        permission="consents.add_consent",
        form=ConsentForm,
        refusals=REFUSALS,
    )
    asks = (
        Ask(
            name="check",
            label=_("Check"),
            describe=describe_paper,
            act=check,
            permission="consents.change_consent",
            form=AgreementForm,
            is_offered=may_check,
            refusals=REFUSALS,
        ),
        Ask(
            name="withdraw",
            label=_("Withdraw"),
            question=_(
                "Takes effect at once everywhere. Her services and her balance do not change."
            ),
            act=withdraw,
            permission="consents.change_consent",
            form=WithdrawalForm,
            is_offered=lambda row, _request: row.withdrawn_at is None,
            refusals=REFUSALS,
        ),
        Ask(
            name="withdraw-all",
            label=_("Withdraw all of hers"),
            question=_("Every consent of this account ends at once, whatever its purpose."),
            act=withdraw_all,
            permission="consents.change_consent",
            form=WithdrawalForm,
            refusals=REFUSALS,
        ),
    )
    list_display = (
        *(show_code, "purpose", "channel", "given_at", "checked_at", "expires_at", "withdrawn_at"),
    )
    list_filter = (StandingFilter, "purpose", "channel")
    search_fields = ("account__code__istartswith",)
    search_help_text = BY_CODE
    ordering = ("expires_at", "pk")
    fields = readonly_fields = (
        show_code,
        "purpose",
        "channel",
        "language",
        "explained",
        "method",
        "witnessed",
        "evidence",
        "given_at",
        "expires_at",
        "recorded",
        "checker",
        "checked_at",
        "withdrawn_at",
        "withdrawal_words",
        "withdrawal_recorded",
    )

    @admin.display(description=_("Explained by"))
    def explained(self, row: Consent) -> str:
        """Write who explained it to her."""
        return get_actor_name(row.explained_by)

    @admin.display(description=_("Witness"))
    def witnessed(self, row: Consent) -> str:
        """Write who heard her."""
        return get_actor_name(row.witness)

    @admin.display(description=_("Recorded by"))
    def recorded(self, row: Consent) -> str:
        """Write who recorded it."""
        return get_actor_name(row.recorded_by)

    @admin.display(description=_("Checked by"))
    def checker(self, row: Consent) -> str:
        """Write which second person saw the paper."""
        if not row.checked_by:
            return gettext("nobody yet: nothing is shown by it")
        return get_actor_name(row.checked_by)

    @admin.display(description=_("Withdrawal recorded by"))
    def withdrawal_recorded(self, row: Consent) -> str:
        """Write who recorded the withdrawal."""
        return get_actor_name(row.withdrawal_recorded_by)

"""The sidebar's entries about what each woman allowed, and what speaks against it."""

from django.utils.translation import gettext_lazy as _

from nomi.desk.sidebar_books import Group

CARE: tuple[Group, ...] = (
    (
        _("Her word"),
        (
            (
                _("Consents"),
                "how_to_reg",
                "admin:consents_consent_changelist",
                "consents.view_consent",
            ),
            (
                _("Safety flags"),
                "flag",
                "admin:consents_safetyflag_changelist",
                "consents.view_safetyflag",
            ),
            (_("Records"), "lock", "vault:search", "vault.search_sealedfield"),
            (_("Who looked"), "visibility", "admin:vault_look_changelist", "vault.view_look"),
            (
                _("Erased records"),
                "delete_forever",
                "admin:vault_erasure_changelist",
                "vault.view_erasure",
            ),
        ),
    ),
)

"""What Django, allauth and Oscar say, where they do not speak Khmer or have other words for it.

Nothing imports this: it is read by `make words`, and the catalogues stand before the libraries'.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext

FORMS = (
    _("This field is required."),
    _("Enter a valid email address."),
    _("Enter a valid value."),
    _("Enter a whole number."),
    _("Null characters are not allowed."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
)
PASSWORDS = (
    _("This password is too common."),
    _("The password is too similar to the %(verbose_name)s."),
    _("Your password can’t be too similar to your other personal information."),
    _("Your password can’t be a commonly used password."),
)
DOOR = (
    _("Email"),
    _("Email address"),
    _("Remember Me"),
    _("Forgot your password?"),
    _("Password (again)"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("You must type the same password each time."),
    _("The email address and/or password you specified are not correct."),
    _("A user is already registered with this email address."),
    _("This email address is already associated with this account."),
    _("This account is currently inactive."),
    _("Please type your current password."),
    _("Incorrect password."),
    _("Incorrect code."),
    _("Your primary email address must be verified."),
    _("You have signed out."),
    _("Password successfully changed."),
    _("Password successfully set."),
    _("Primary email address set."),
    _("Signed out of all other sessions."),
    _("Confirmation email sent to %(email)s."),
    _("You have confirmed %(email)s."),
    _("Removed email address %(email)s."),
)
DOOR_MAILS = (
    _("Your email has been changed from %(from_email)s to %(to_email)s."),
    _("Your email has been confirmed."),
    _("Email address %(deleted_email)s has been removed from your account."),
    _("Your password has been changed."),
    _("Your password has been reset."),
    _("Your password has been set."),
    _("New Recovery Codes Generated"),
    _("A new set of Two-Factor Authentication recovery codes has been generated."),
    _("Authenticator App Activated"),
    _("Authenticator app activated."),
    _("Authenticator App Deactivated"),
    _("Authenticator app deactivated."),
    _("Security Key Added"),
    _("A new security key has been added."),
    _("Security Key Removed"),
    _("A security key has been removed."),
)
DOOR_PAGES = (
    _("Change Password"),
    _("Set Password"),
    _("Bad Token"),
    _("Confirm Email Address"),
    _("Confirm"),
    _("Cancel"),
)
BUTTONS = (
    _("Edit"),
    _("Delete"),
    _("Save"),
)
DESK = (
    _("Attribute option"),
    _("Attribute options"),
    _("Catalogue"),
    _("Close"),
)


def count(number: int) -> str:
    """Return the words of Django's own check of a password's length."""
    return ngettext(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        number,
    )

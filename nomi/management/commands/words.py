"""Gather the words that shoppers read into the catalogues, and write what Django loads."""

from argparse import ArgumentParser
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

from nomi.platform.catalogues import compile_catalogue

READ = (
    "templates/[45]*.html",
    "templates/base.html",
    "templates/maintenance.html",
    "templates/standalone.html",
    "templates/account/*",
    "templates/allauth/*",
    "templates/components/*",
    "templates/emails/*",
    "templates/impact/*",
    "templates/mfa/*",
    "templates/shop/*",
    "templates/usersessions/*",
    "shop/*.py",
    "impact/giving/forms.py",
    "impact/giving/mails.py",
    "impact/giving/models/gifts.py",
    "impact/giving/models/monthly.py",
    "impact/giving/purposes.py",
    "impact/giving/services/refusals.py",
    "impact/giving/views/*.py",
    "impact/giving/words.py",
    "impact/pages/*.py",
    "nomi/borrowed_words.py",
    "nomi/platform/limits.py",
    "nomi/settings/giving.py",
    "nomi/staff/adapters.py",
)
"""What shoppers and donors read. A star runs through folders too."""
UNREAD = (
    "impact/pages/admin*",
    "impact/pages/models/*",
    "impact/pages/services/*",
    "shop/*admin*",
    "shop/content/mails.py",
    "shop/*/models.py",
    "shop/*/models/*",
    "shop/checkout/correcting.py",
    "shop/collecting/forms.py",
    "shop/collecting/papers.py",
    "shop/collecting/services.py",
    "shop/content/services.py",
    "shop/costing/*",
    "shop/counter/*",
    "shop/feeds/*",
    "shop/fulfilment/papers/__init__.py",
    "shop/fulfilment/papers/label.py",
    "shop/fulfilment/papers/packing_slip.py",
    "shop/fulfilment/papers/pick_list.py",
    "shop/fulfilment/services/*",
    "shop/giftcards/services/*",
    "shop/goods/*",
    "shop/partner/*",
    "shop/returns/services/receiving.py",
    "shop/stripe_checkout/services/*",
    "shop/stripe_checkout/words.py",
    "shop/vouchers/*",
    "templates/emails/contact_message.*",
    "templates/emails/interviews_due.*",
    "templates/emails/re[cs]*",
    "templates/shop/feeds/*",
)
"""What only staff read."""


def is_read_by_shoppers(path: str) -> bool:
    """Return whether the words of a file, named from the root of the project, belong in here."""
    return any(fnmatch(path, each) for each in READ) and not any(
        fnmatch(path, each) for each in UNREAD
    )


def drop_dates(text: str) -> str:
    """Return a catalogue without the lines that change each time it is gathered."""
    fields = ("POT-Creation-Date", "Report-Msgid-Bugs-To")
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{f}:' for f in fields)))


class Gather(makemessages.Command):
    """Django's own gathering, of the files named above."""

    def find_files(self, root: str) -> list[Any]:
        """Return the files whose words shoppers read."""
        return [each for each in super().find_files(root) if _is_wanted(each)]


class Command(BaseCommand):
    """`words` gathers and compiles; `words --compile` needs no gettext on the machine.

    The store's own language needs a catalogue only for what the libraries call otherwise than we
    do; that one is written by hand.
    """

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to compile only."""
        parser.add_argument("--compile", action="store_true", dest="only_compile")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Gather unless told not to, then write each `.mo` beside its `.po`."""
        folder = Path(settings.LOCALE_PATHS[0])
        if not options["only_compile"]:
            names = dict(settings.LANGUAGES)
            languages = [code for code in names if code != settings.LANGUAGE_CODE]
            Gather().run_from_argv(
                ["manage.py", "makemessages", "--no-obsolete", "--add-location=file", "--no-wrap"]
                + [f"--locale={code}" for code in languages]
                + ["--extension=html,txt,py", "--ignore=.venv", "--ignore=tests"]
            )
        for source in sorted(folder.glob("*/LC_MESSAGES/django.po")):
            source.write_text(drop_dates(source.read_text("utf-8")), "utf-8")
            source.with_suffix(".mo").write_bytes(compile_catalogue(source.read_bytes()))


def _is_wanted(file: Any) -> bool:
    return is_read_by_shoppers(Path(file.dirpath, file.file).as_posix().removeprefix("./"))

"""Catalogues of words: from the text that people write to the file that Django loads."""

from datetime import UTC, datetime
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def compile_catalogue(text: bytes) -> bytes:
    """Return the `.mo` of a `.po`, the same bytes for the same text; doubtful ones are left out."""
    catalogue = read_po(BytesIO(text))
    # Babel would write the moment of compiling into the head
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()

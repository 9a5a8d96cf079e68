"""ISO 20022's own schema of payment files, as the package sepaxml carries it."""

from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xmlschema import XMLSchema

MOST_WORDS = 5


@cache
def _get_schema() -> "XMLSchema":
    """Read the schema, once per process; reader and schema each take half a second to load."""
    from xmlschema import XMLSchema

    with as_file(files("sepaxml") / "schemas" / "pain.001.001.09.xsd") as path:
        return XMLSchema(str(path), defuse="always", allow="local")


def list_schema_faults(document: bytes) -> list[str]:
    """Return in words where the document breaks the schema; an empty list when it is valid.

    The words name places and rules only: values may be account numbers.
    """
    faults = []
    for error in _get_schema().iter_errors(document.decode()):
        place = (error.path or "").rsplit("/", 1)[-1].rpartition(":")[2]
        faults.append(f"{place or 'Document'} is not as the standard asks.")
    return faults[:MOST_WORDS]

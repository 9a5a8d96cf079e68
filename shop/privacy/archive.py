"""A shopper's data as one file: everything as JSON, and each table as CSV beside it."""

import io
import json
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from nomi.platform.safe_csv import write_rows
from shop.privacy.queries import Table


def write_archive(tables: dict[str, Table]) -> bytes:
    """Return the zip; the same data gives the same bytes. The JSON holds the text unchanged."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        _add(archive, "data.json", json.dumps(tables, indent=2, ensure_ascii=False))
        for name, rows in tables.items():
            if rows:
                cells = [list(rows[0]), *(list(row.values()) for row in rows)]
                _add(archive, f"{name}.csv", "".join(write_rows(cells)))
    return file.getvalue()


def _add(archive: ZipFile, name: str, text: str) -> None:
    """Add a file without a date of its own."""
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    archive.writestr(entry, text)

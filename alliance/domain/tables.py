"""Reads the tables that people have: CSV from any spreadsheet, in any usual encoding, with any usual delimiter."""

import csv
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alliance.domain.errors import Refused

MOST_ROWS = 20_000
LONGEST_CELL = 10_000
DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Row:
    """`number` counts as a spreadsheet does: the headings are row 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    headings: list[str]
    rows: list[Row]

    def column(self, heading: str) -> int:
        return self.headings.index(heading)


def decode(data: bytes) -> str:
    """Text from UTF-8 (with or without mark), UTF-16 with its mark, or else Windows’ Latin-1, as spreadsheets save."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_table(data: bytes | str) -> Table:
    """The table in a CSV file. Raises Refused (`file`) when there is none, or too much."""
    text = decode(data) if isinstance(data, bytes) else data.removeprefix("\ufeff")
    if not text.strip():
        raise Refused({"file": [_("The file is empty.")]})
    if "\0" in text:
        raise Refused({"file": [_("This is no CSV file: save the table as CSV first.")]})
    first = text.lstrip("\r\n").splitlines()[0]
    delimiter = max(DELIMITERS, key=lambda sign: _columns(first, sign))
    rows: list[Row] = []
    headings: list[str] | None = None
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            cells = [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise Refused({"file": [_("Row %(row)s is too long to be one of a table.") % {"row": number}]})
            if headings is None:
                headings = cells
            else:
                rows.append(Row(number, cells))
            if len(rows) > MOST_ROWS:
                raise Refused({"file": [_("The file has more than %(count)s rows: cut it.") % {"count": MOST_ROWS}]})
    except csv.Error as error:
        raise Refused({"file": [_("The file cannot be read as a table: %(error)s") % {"error": error}]}) from error
    headings = headings or []
    doubled = sorted({name for name in headings if name and headings.count(name) > 1})
    if doubled:
        raise Refused({"file": [_("Two columns have the same heading: %(names)s.") % {"names": ", ".join(doubled)}]})
    return Table(headings, rows)


def _columns(line: str, delimiter: str) -> int:
    """How many columns the first line has under a delimiter; quotes count only when they close."""
    try:
        return len(next(csv.reader([line], delimiter=delimiter, strict=True)))
    except csv.Error:
        return line.count(delimiter) + 1

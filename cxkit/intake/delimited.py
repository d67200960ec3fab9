"""Text files with separators: which encoding, which separator, and whether every row has all its fields."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Mapping, Sequence

import pandas as pd

from cxkit.errors import DataError, Fault
from cxkit.intake.headers import clean_headers, first_full
from cxkit.intake.paste import pasted
from cxkit.intake.raw import Note, Raw
from cxkit.language import N_

SEPARATORS = (";", ",", "\t", "|")
SAMPLE_LINES = 200
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


def read_delimited(data: bytes, *, file: str, separator: str = "", encoding: str = "", header_row: int = 0) -> Raw:
    """Return the table of a text file, every cell as text.

    Parameters
    ----------
    data : bytes of the file.
    file : its name, for faults.
    separator, encoding : as declared; empty to see them from the file.
    header_row : file row on which the headers stand; 0 when that is the first one.

    Raises
    ------
    DataError : the file is empty, cut off, in an unknown encoding, or has rows with too few or too many fields.
    """
    text, notes = decoded(data, file=file, encoding=encoding)
    text = _from_row(text, header_row)
    separator, body, first_line, separator_notes = _separated(text, file=file, separator=separator)
    lines, records = _records(body, separator, file=file, first_line=max(first_line, header_row))
    width = _checked(lines, records, file=file, header_row=header_row)
    headers = clean_headers(records[0], file=file)
    cells = _frame(headers, lines[1:], records[1:], width)
    return Raw(file, cells, notes=(*notes, *separator_notes))


def decoded(data: bytes, *, file: str, encoding: str = "") -> tuple[str, tuple[Note, ...]]:
    """Return the text of a file, by its byte order mark, as declared, as UTF-8, or else as cp1252 with a note."""
    marked = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    name = marked or encoding or "utf-8"
    notes: tuple[Note, ...] = ()
    try:
        text = data.decode(name)
    except LookupError:
        raise DataError(
            Fault(N_("encoding {name} is not known"), N_("Leave encoding out, or write utf-8 or cp1252"), file=file,
                  values={"name": encoding})
        ) from None  # fmt: skip
    except UnicodeDecodeError as error:
        if marked or encoding:
            raise DataError(_undecodable(data, error, file, name)) from None
        text, notes = _as_cp1252(data, file)
    if "\0" in text:
        raise DataError(_nul_bytes(text, file))
    return text, notes


def _as_cp1252(data: bytes, file: str) -> tuple[str, tuple[Note, ...]]:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise DataError(_undecodable(data, error, file, "utf-8, cp1252")) from None
    return text, (Note(N_("not UTF-8; read as cp1252, as Office writes it"), file=file),)


def _undecodable(data: bytes, error: UnicodeDecodeError, file: str, name: str) -> Fault:
    row = data[: error.start].count(b"\n") + 1
    return Fault(
        N_("the text cannot be read as {name}"),
        N_("Save the file as CSV UTF-8, or set encoding of this source"),
        file=file,
        rows=(row,),
        values={"name": name},
    )


def _nul_bytes(text: str, file: str) -> Fault:
    return Fault(
        N_("the file holds NUL bytes, so it is no plain text"),
        N_("Export it again as CSV UTF-8 or as .xlsx"),
        file=file,
        rows=(text[: text.index("\0")].count("\n") + 1,),
    )


def _from_row(text: str, row: int) -> str:
    """Return the text from this row on; of the rows above it only a line that names the separator stays.

    Examples
    --------
    >>> _from_row("Export\\n\\nklantnr;cijfer\\n1;8\\n", 3)
    'klantnr;cijfer\\n1;8\\n'
    """
    line = _SEPARATOR_LINE.match(text)
    kept = line[0] if line and row > 1 else ""
    return kept + "".join(itertools.islice(io.StringIO(text, newline=""), max(row - 1, 0), None))


def _separated(text: str, *, file: str, separator: str) -> tuple[str, str, int, tuple[Note, ...]]:
    """Return separator, text to read, number of its first line, and a note when the separator was seen."""
    line = _SEPARATOR_LINE.match(text)
    if line:
        return separator or line[1], text[line.end() :], 2, ()
    if separator:
        return _one_character(separator, file), text, 1, ()
    seen = detected_separator(text)
    if seen not in text:
        return seen, text, 1, ()
    name = {"\t": "tab"}.get(seen, seen)
    return seen, text, 1, (Note(N_("columns are separated by {separator}"), {"separator": name}, file=file),)


def _one_character(separator: str, file: str) -> str:
    separator = {"tab": "\t", "\\t": "\t"}.get(separator, separator)
    if len(separator) == 1 and separator not in '"\r\n':
        return separator
    raise DataError(
        Fault(N_("separator is {separator}, expected one character"), N_('Write ";", ",", "|" or tab'), file=file,
              values={"separator": repr(separator)})
    )  # fmt: skip


def detected_separator(text: str) -> str:
    """Return the separator with which most rows have as many fields as the header.

    Examples
    --------
    >>> detected_separator("klantnr;bedrag\\n1;12,50\\n2;8,00\\n")
    ';'
    """
    sample = "".join(itertools.islice(io.StringIO(text, newline=""), SAMPLE_LINES))
    return max(SEPARATORS, key=lambda separator: _fit(sample, separator))


def _fit(sample: str, separator: str) -> tuple[float, int]:
    """Return how well a separator fits: the share of rows as wide as the header, and that width."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if row]
    except csv.Error:
        return 0.0, 0
    if not widths or widths[0] == 1:
        return 0.0, max(widths, default=0)
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]


def _records(text: str, separator: str, *, file: str, first_line: int) -> tuple[list[int], list[list[str]]]:
    """Return the rows that hold anything, with the file row on which each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines, records, begin = [], [], first_line
    try:
        for record in reader:
            if any(record):
                lines.append(begin)
                records.append(record)
            begin = reader.line_num + first_line
    except csv.Error as error:
        raise DataError(_broken(error, begin, file)) from None
    return lines, records


def _broken(error: csv.Error, row: int, file: str) -> Fault:
    if "field larger" in str(error):
        return Fault(N_("a cell holds more than {n} characters"), N_("Leave that column out of the export"),
                     file=file, rows=(row,), values={"n": csv.field_size_limit()})  # fmt: skip
    return Fault(
        N_("a quotation mark is not closed, or stands inside a quoted text"),
        N_('Double the quotation marks inside a text (""), or export the file again'),
        file=file,
        rows=(row,),
    )


def _checked(lines: list[int], records: list[list[str]], *, file: str, header_row: int) -> int:
    """Return the number of fields of every row, or raise the faults of the rows that have another number."""
    if not records:
        raise DataError(Fault(N_("the file holds no rows"), N_("Export it again"), file=file))
    if header_row and lines[0] != header_row:
        raise DataError(nothing_on_row(file=file, row=header_row))
    titled = 0 if header_row else first_full([[cell.strip() for cell in record] for record in records[:20]])
    if titled:
        raise DataError(titles_above(file=file, row=lines[titled]))
    width = len(records[0])
    odd = [i for i, record in enumerate(records) if len(record) != width]
    if odd:
        raise DataError(_odd_widths(odd, lines, records, file))
    return width


def titles_above(*, file: str, row: int, sheet: str = "") -> Fault:
    """Return the fault for a file whose headers do not stand on its first row."""
    return Fault(
        N_("the headers seem to stand on row {row}, expected on row 1"),
        N_("Remove the rows above them, or write in sources: {line}"),
        file=file,
        sheet=sheet,
        values={"row": row, **source_values(file, [{"header_row": row}])},
    )


def nothing_on_row(*, file: str, row: int, sheet: str = "") -> Fault:
    """Return the fault for a declared row of headers that is blank or not there."""
    return Fault(
        N_("header_row is {row}, but that row holds nothing"),
        N_("Correct header_row of this source"),
        file=file,
        sheet=sheet,
        values={"row": row},
    )


def source_values(
    file: str, options: Sequence[Mapping[str, object]], heads: Mapping[str, Sequence[str]] | None = None
) -> dict[str, object]:
    """Return the values of a fault that an option of the source mends.

    Parameters
    ----------
    file : name of the file.
    options : what could be added to the source, one of which fits best.
    heads : headers per sheet, by which that one is chosen.

    Returns
    -------
    `line`, the source with the first of these; and `options` and `heads`, from which `raws_of` makes a better line.
    """
    return {"line": pasted({"file": file, **options[0]}), "options": options, "heads": heads or {}}


def _odd_widths(odd: list[int], lines: list[int], records: list[list[str]], file: str) -> list[Fault]:
    """Return one fault per number of fields, and one for a last row that is cut off."""
    width, faults = len(records[0]), []
    if odd[-1] == len(records) - 1 and len(records[-1]) < width:
        faults.append(
            Fault(N_("the last row has {n} fields, the header {width}: the file seems cut off"),
                  N_("Export or download the file again"), file=file, rows=(lines[-1],),
                  values={"n": len(records[-1]), "width": width})
        )  # fmt: skip
        odd = odd[:-1]
    for n in dict.fromkeys(len(records[i]) for i in odd):
        rows = tuple(lines[i] for i in odd if len(records[i]) == n)
        faults.append(
            Fault(N_("the row has {n} fields, the header {width}"),
                  N_("Put quotation marks around a text that holds the separator, or set separator of this source"),
                  file=file, rows=rows, values={"n": n, "width": width})
        )  # fmt: skip
    return faults


def _frame(headers: list[str], lines: list[int], records: list[list[str]], width: int) -> pd.DataFrame:
    index = pd.Index(lines, dtype="int64")
    columns = zip(*records, strict=True) if records else [()] * width
    series = [pd.Series(list(column), index=index, dtype="str") for column in columns]
    return pd.DataFrame(dict(enumerate(series)), index=index).set_axis(headers, axis=1)

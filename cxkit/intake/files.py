"""One client file: is it there, what kind is it, and its table as it stands."""

from __future__ import annotations

import difflib
import hashlib
import io
from dataclasses import replace
from pathlib import Path

from cxkit.errors import DataError, Fault
from cxkit.intake.delimited import read_delimited
from cxkit.intake.raw import Raw
from cxkit.language import N_

MAX_BYTES = 1_000_000_000
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_file(path: Path, sheet: str = "", separator: str = "", encoding: str = "", header_row: int = 0) -> Raw:
    """Return the table of one file, read by what the file is and not by how it is called.

    Parameters
    ----------
    path : absolute path.
    sheet : sheet of a workbook.
    separator, encoding : of a text file; empty to see from the file.
    header_row : file row on which the headers stand; 0 when that is the first one.

    Raises
    ------
    DataError : the file is missing, empty, too large, of a kind that is not read, or broken.
    """
    data = read_bytes(path)
    raw = _read(data, path.name, sheet, separator, encoding, header_row)
    return replace(raw, sha256=hashlib.sha256(data).hexdigest())


def read_bytes(path: Path) -> bytes:
    """Return the bytes of one file.

    Raises
    ------
    DataError : the file is missing, empty, too large or of a kind that is not read.
    """
    data = _bytes(path)
    refused = _refused_kind(data, path.name)
    if refused:
        raise DataError(refused)
    return data


def _read(data: bytes, name: str, sheet: str, separator: str, encoding: str, header_row: int) -> Raw:
    if data.startswith(b"PK\x03\x04"):
        from cxkit.intake.workbook import read_workbook

        return read_workbook(data, file=name, sheet=sheet, header_row=header_row)
    if data.startswith(b"PAR1"):
        return _read_parquet(data, name)
    return read_delimited(data, file=name, separator=separator, encoding=encoding, header_row=header_row)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise DataError(_missing(path))
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise DataError(
            Fault(N_("the file is {n} MB, more than is read at once ({limit} MB)"),
                  N_("Leave columns out of the export, or save it as Parquet"), file=path.name,
                  values={"n": size // 1_000_000, "limit": MAX_BYTES // 1_000_000})
        )  # fmt: skip
    data = path.read_bytes()
    if not data.strip(b"\xef\xbb\xbf \r\n\t"):
        raise DataError(Fault(N_("the file is empty ({n} bytes)"), N_("Export or download it again"),
                              file=path.name, values={"n": size}))  # fmt: skip
    return data


def _missing(path: Path) -> Fault:
    """Return the fault for a file that is not there, with the names nearest to it in its folder."""
    folder = path.parent
    if not folder.is_dir():
        return Fault(N_("there is no such file, and no folder {folder}"), N_("Correct the path in sources"),
                     file=path.name, values={"folder": folder.name})  # fmt: skip
    names = sorted(other.name for other in folder.iterdir() if other.is_file() and not other.name.startswith("."))
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.5) or names[:5]
    return Fault(
        N_("there is no such file in {folder}; files there: {names}"),
        N_("Correct the path in sources"),
        file=path.name,
        values={"folder": folder.name, "names": ", ".join(near) or "-"},
    )


def _refused_kind(data: bytes, name: str) -> Fault | None:
    """Return the fault for a kind of file that is not read, or None."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if data.startswith(_OLE) and _ENCRYPTED in data:
        return Fault(N_("the workbook is protected by a password"), N_("Save it without a password"), file=name)
    if data.startswith(_OLE):
        return Fault(N_("this is an old Excel workbook (.xls)"), N_("Save it as .xlsx in Excel"), file=name)
    if start.startswith(b"<") and (b"<html" in start or b"<table" in start):
        return Fault(N_("this is a web page (HTML), whatever its name says"),
                     N_("Open it in Excel and save it as .xlsx"), file=name)  # fmt: skip
    if start.startswith(b"<?xml"):
        return Fault(N_("this is XML, which is not read"), N_("Open it in Excel and save it as .xlsx"), file=name)
    if start.startswith(b"%pdf"):
        return Fault(N_("this is a PDF, which is not read"), N_("Ask for the table as .xlsx or CSV"), file=name)
    return None


def _read_parquet(data: bytes, name: str) -> Raw:
    import pandas as pd
    import pyarrow

    from cxkit.intake.headers import clean_headers

    try:
        cells = pd.read_parquet(io.BytesIO(data))
    except (pyarrow.ArrowException, OSError, ValueError):
        raise DataError(Fault(N_("the Parquet file is broken or cut off"), N_("Export or download it again"),
                              file=name)) from None  # fmt: skip
    headers = clean_headers(cells.columns, file=name)
    return Raw(name, cells.set_axis(headers, axis=1).set_axis(pd.RangeIndex(2, len(cells) + 2)))

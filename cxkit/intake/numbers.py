"""Numbers as people write them: one style per column, and never a guess between 1.234 and 1,234."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.raw import Column, Note, Outcome, as_text
from cxkit.language import N_

POINT, COMMA = "1,234.56", "1.234,56"
_SPACES = " \u00a0\u202f\u2009"
_CURRENCY = r"(?:€|EUR|\$|USD|£|GBP)"
_BEFORE = rf"^([-+]?) *{_CURRENCY}[{_SPACES}]*"
_AFTER = rf"[{_SPACES}]*{_CURRENCY}$"
_SPACED = rf"^[-+]?[1-9][0-9]{{0,2}}(?:[{_SPACES}][0-9]{{3}})+(?:[.,][0-9]+)?$"
_EXPONENT = r"(?:[eE][-+]?[0-9]{1,3})?"
_SHAPES = {
    POINT: rf"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+|[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?){_EXPONENT}",
    COMMA: rf"[-+]?(?:[0-9]+(?:,[0-9]+)?|,[0-9]+|[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+(?:,[0-9]+)?){_EXPONENT}",
}


def to_numbers(column: Column, *, style: str = "") -> Outcome:
    """Return a column as numbers (float64); a blank cell becomes NaN.

    Parameters
    ----------
    column : cells as text, as numbers, or mixed as Excel leaves them.
    style : '1,234.56' or '1.234,56' as declared; empty to see from the column.

    Returns
    -------
    Outcome
        the numbers; a fault for what is no number, written in two styles, or ambiguous; a note on the style seen.
    """
    native, written = _split(column.cells)
    plain = _plain(written)
    fits = {name: plain.str.fullmatch(shape, na=False) for name, shape in _SHAPES.items()}
    seen, faults = _style(column, written, fits, style)
    values = native.fillna(_parsed(plain.where(fits[seen]), seen))
    infinite = np.isinf(values)
    if infinite.any():
        faults.append(column.fault(N_("{value} is not a finite number"), N_("Correct the value"), infinite))
    return Outcome(values.replace([np.inf, -np.inf], np.nan), tuple(faults), _notes(column, written, fits, style, seen))


def are_numbers(cells: pd.Series) -> pd.Series:
    """Say for each filled cell whether it reads as a number that is meant as one; leading zeros make a code.

    Examples
    --------
    >>> are_numbers(pd.Series(["12,5", "007", "x"], dtype="str")).tolist()
    [True, False, False]
    """
    native, written = _split(cells)
    plain = _plain(written)
    fits = plain.str.fullmatch(_SHAPES[POINT], na=False) | plain.str.fullmatch(_SHAPES[COMMA], na=False)
    code = plain.str.fullmatch(r"[-+]?0[0-9]+|[0-9]{16,}", na=False)
    return native.notna() | (fits & ~code)


def _split(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the cells that are numbers already, and the others as text."""
    if pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells):
        return cells.astype("float64"), pd.Series(pd.NA, index=cells.index, dtype="str")
    if cells.dtype == "str":
        return pd.Series(np.nan, index=cells.index), cells
    number = cells.map(lambda cell: isinstance(cell, int | float) and not isinstance(cell, bool)).astype(bool)
    return cells.where(number).astype("float64"), as_text(cells.where(~number))


def _plain(written: pd.Series) -> pd.Series:
    """Return texts without currency, without spaces between thousands, and with a plain minus sign."""
    text = written.str.strip().str.replace("\u2212", "-", regex=False)
    text = text.str.replace(_BEFORE, r"\1", regex=True).str.replace(_AFTER, "", regex=True).str.strip()
    spaced = text.str.contains(f"[{_SPACES}]", na=False)
    if not spaced.any():
        return text
    whole = text.str.fullmatch(_SPACED, na=False)
    return text.mask(whole, text.str.replace(f"[{_SPACES}]", "", regex=True))


def _style(column: Column, written: pd.Series, fits: dict[str, pd.Series], declared: str) -> tuple[str, list[Fault]]:
    """Return the style to read the column in, and what speaks against it."""
    filled = written.notna()
    point, comma = fits[POINT], fits[COMMA]
    faults = _not_numbers(column, written, filled & ~point & ~comma)
    only_point, only_comma = point & ~comma, comma & ~point
    if declared:
        return declared, faults + _not_as_declared(column, (only_comma if declared == POINT else only_point), declared)
    if only_point.any() and only_comma.any():
        return POINT, faults + [_two_styles(column, only_point, only_comma)]
    if only_point.any() or only_comma.any():
        return (POINT if only_point.any() else COMMA), faults
    either = point & comma & written.str.contains(r"[.,]", na=False)
    return POINT, faults + ([_ambiguous(column, either)] if either.any() else [])


def _not_numbers(column: Column, written: pd.Series, wrong: pd.Series) -> list[Fault]:
    percent = wrong & written.str.strip().str.fullmatch(r"[-+]?[0-9.,]+ *%", na=False)
    faults = []
    if percent.any():
        faults.append(column.fault(N_("{value} is a percentage, expected a share or a plain number"),
                                   N_("Write 0.12 for 12%, or leave the percent sign out where no share is meant"),
                                   percent))  # fmt: skip
    if (other := wrong & ~percent).any():
        faults.append(column.fault(N_("{value} is not a number"),
                                   N_("Correct the value, or name it in missing_codes of {name}"), other))  # fmt: skip
    return faults


def _not_as_declared(column: Column, wrong: pd.Series, declared: str) -> list[Fault]:
    if not wrong.any():
        return []
    return [column.fault(N_("{value} is not written as {style}, which number_style declares"),
                         N_("Correct the value or number_style"), wrong, style=declared)]  # fmt: skip


def _two_styles(column: Column, point: pd.Series, comma: pd.Series) -> Fault:
    return column.fault(
        N_("numbers written as 1,234.56: {point_n}, as 1.234,56: {comma_n}, such as {value}; expected one style"),
        N_("Write the whole column in one style"),
        comma if comma.sum() <= point.sum() else point,
        point_n=int(point.sum()),
        comma_n=int(comma.sum()),
    )


def _ambiguous(column: Column, either: pd.Series) -> Fault:
    return column.fault(
        N_("{value} can be read in two ways: with decimals, or as thousands"),
        N_("Set number_style to 1,234.56 or 1.234,56"),
        either,
    )


def _parsed(plain: pd.Series, style: str) -> pd.Series:
    thousands, decimal = (",", ".") if style == POINT else (".", ",")
    text = plain.str.replace(thousands, "", regex=False).str.replace(decimal, ".", regex=False)
    return text.astype("float64")


def _notes(
    column: Column, written: pd.Series, fits: dict[str, pd.Series], declared: str, seen: str
) -> tuple[Note, ...]:
    notes = []
    marked = fits[seen] & ~fits[POINT if seen == COMMA else COMMA]
    if not declared and marked.any():
        notes.append(column.note(N_("numbers are written as {style}"), style=seen))
    if column.in_workbook and written.notna().any():
        notes.append(column.note(N_("numbers stored as text and converted: {n}"), n=int(written.notna().sum())))
    if written.str.contains(r"\$|USD|£|GBP", na=False).any():
        notes.append(column.note(N_("amounts carry another currency sign; they are counted as euros")))
    return tuple(notes)

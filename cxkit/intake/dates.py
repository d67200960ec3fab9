"""Dates as people write them: one style per column, and never a guess between 3 April and 4 March."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.raw import Column, Note, Outcome, as_text, named, text_of
from cxkit.language import N_

DAY_FIRST, MONTH_FIRST = "day first", "month first"
YEARS = (1900, 2100)
SERIALS = (20_000, 60_000)
LOCAL_ZONE = "Europe/Amsterdam"
_STYLES = {
    "iso": r"(?P<year>[0-9]{4})(?P<mark>[-/]?)(?P<first>[0-9]{2})(?P=mark)(?P<second>[0-9]{2})",
    "-": r"(?P<first>[0-9]{1,2})-(?P<second>[0-9]{1,2})-(?P<year>[0-9]{4})",
    "/": r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})/(?P<year>[0-9]{4})",
    ".": r"(?P<first>[0-9]{1,2})\.(?P<second>[0-9]{1,2})\.(?P<year>[0-9]{4})",
}
_TIME = re.compile(
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}(?:\.[0-9]{1,6})?))?"
    r"(?: ?(Z|([+-])([0-9]{2}):?([0-9]{2})))?"
)
_PARTS = ("-", "/", ".")
_AS_DATE = N_("Write dates as 2025-01-31, or name the value in missing_codes of {name}")
_AS_PERIOD = N_(
    "Write it as 2025-01-31, 2025-01, 2025-W12 or 2025-Q2 (its first day, or the month, week or quarter), or name the "
    "value in missing_codes of {name}"
)


def to_dates(
    column: Column, *, order: str = "", earliest: dt.date | None = None, latest: dt.date | None = None
) -> Outcome:
    """Return a column as dates (datetime64, without zone); a blank cell becomes NaT.

    Parameters
    ----------
    column : cells as text, as dates, or as the day numbers Excel keeps.
    order : 'day first' or 'month first' as declared; empty to see from the column.
    earliest, latest : first and last plausible date; 1900 and 2100 when left out.

    Returns
    -------
    Outcome
        the dates; a fault for what is no date, ambiguous, in two styles or implausible; notes on what was seen.
    """
    column = column.with_cells(_without_zone(column.cells))
    if pd.api.types.is_datetime64_any_dtype(column.cells):
        values, faults, notes = column.cells, [], []
    else:
        values, faults, notes = _from_cells(column, order)
    values = values.astype("datetime64[us]")
    faults += _implausible(column, values.mask(named(faults, values.index)), earliest, latest)
    return Outcome(values, tuple(faults), tuple(notes))


def _without_zone(cells: pd.Series) -> pd.Series:
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        return cells.dt.tz_convert(LOCAL_ZONE).dt.tz_localize(None)
    return cells


def _from_cells(column: Column, order: str) -> tuple[pd.Series, list[Fault], list[Note]]:
    """Return dates from the distinct texts of a column, which are far fewer than its rows."""
    text = as_text(column.cells).str.strip()
    distinct = pd.Series(text.dropna().unique(), dtype="str")
    if distinct.empty:
        return pd.Series(pd.NaT, index=text.index, dtype="datetime64[us]"), [], []
    parts = _parts(distinct)
    style = text.map(pd.Series(parts["style"].to_numpy(), index=distinct), na_action="ignore")
    mixed = _styles_mixed(column, style, declared=bool(order))
    order, faults = _order(column, text, distinct, parts, style, order)
    values = text.map(pd.Series(_dates(parts, order).to_numpy(), index=distinct)).astype("datetime64[us]")
    faults = [*_unreadable(column, text, style), *(mixed or faults)]
    impossible = values.isna() & text.notna() & (style != "") & ~named(faults, text.index)
    if impossible.any():
        faults.append(column.fault(N_("{value} is no existing date"), N_("Correct the date"), impossible))
    return values, faults, _notes(column, style, order)


def _parts(distinct: pd.Series) -> pd.DataFrame:
    """Return the parts of each text, and its style; an empty style when it is no date.

    Returns
    -------
    style; written (style of its day), year, first, second, serial and number of its day; seconds since midnight (NaN
    when there is no such time), and how far its zone is ahead of UTC, in seconds (NaN without a zone).

    Notes
    -----
    Days and times are looked at apart: a log of a million moments has a thousand days and at most 86,400 times.
    """
    pieces = [text.replace("T", " ", 1).split(" ", 1) for text in distinct.tolist()]
    number, days = pd.factorize(pd.Series([piece[0] for piece in pieces], dtype="str"))
    which, times = pd.factorize(pd.Series([piece[1] if len(piece) > 1 else "" for piece in pieces], dtype="str"))
    parts = _days(pd.Series(days, dtype="str")).assign(day=range(len(days))).iloc[number].reset_index(drop=True)
    read = pd.DataFrame([_time(text) for text in times], columns=["fits", "seconds", "ahead"], dtype="float64")
    read = read.iloc[which].reset_index(drop=True)
    timed = pd.Series([len(piece) > 1 for piece in pieces])
    zoned = read["ahead"].notna()
    wrong = timed & ((read["fits"] == 0) | (parts["style"] == "serial") | (zoned & ~_dashed(days)[number]))
    return parts.assign(
        written=parts["style"],
        style=parts["style"].mask(zoned & (parts["style"] != ""), "zoned").mask(wrong, ""),
        serial=parts["serial"].mask(wrong, ""),
        seconds=read["seconds"].where(timed, 0.0).mask(wrong),
        ahead=read["ahead"],
    )


def _days(distinct: pd.Series) -> pd.DataFrame:
    """Return style, year, first, second and day number of each day; an empty style when it is none."""
    parts = pd.DataFrame("", index=distinct.index, columns=["style", "year", "first", "second", "serial"])
    for style, pattern in _STYLES.items():
        left = distinct[parts["style"] == ""].astype(object)
        found = left.str.extract(rf"^{pattern}$").dropna(subset=["year"]).drop(columns="mark", errors="ignore")
        parts.loc[found.index, found.columns] = found
        parts.loc[found.index, "style"] = style
    serial = pd.to_numeric(distinct.where(distinct.str.fullmatch(r"[0-9]{5}(?:[.,][0-9]+)?")).str.replace(",", "."))
    is_serial = serial.between(*SERIALS)
    parts.loc[is_serial, "style"] = "serial"
    parts.loc[is_serial, "serial"] = distinct[is_serial].str.replace(",", ".")
    return parts


def _dashed(days: pd.Index) -> np.ndarray:
    """Say which days are written as 2025-01-31, the only form to which a zone is added."""
    return np.array([bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day)) for day in days], dtype=bool)


def _time(text: str) -> tuple[bool, float, float]:
    """Return whether this is written as a time of the day, its seconds since midnight, and those its zone is ahead.

    Examples
    --------
    >>> _time("9:30"), _time("09:30:00+01:00")
    ((True, 34200.0, nan), (True, 34200.0, 3600.0))
    """
    found = _TIME.fullmatch(text)
    if not found:
        return False, np.nan, np.nan
    hours, minutes, seconds, zone, sign, zone_hours, zone_minutes = found.groups()
    exists = int(hours) < 24 and int(minutes) < 60 and float(seconds or 0) < 60
    total = int(hours) * 3600 + int(minutes) * 60 + float(seconds or 0) if exists else np.nan
    if zone is None:
        return True, total, np.nan
    ahead = (int(zone_hours or 0) * 60 + int(zone_minutes or 0)) * 60.0
    return True, total if ahead < 86_400 and int(zone_minutes or 0) < 60 else np.nan, -ahead if sign == "-" else ahead


def _dates(parts: pd.DataFrame, order: str) -> pd.Series:
    """Return the moment of each line of parts; NaT where it does not exist."""
    days = parts.drop_duplicates("day")
    midnights = pd.Series(_midnights(days, order).to_numpy(), index=days["day"]).reindex(parts["day"])
    wall = midnights.set_axis(parts.index) + pd.to_timedelta(parts["seconds"].round(6), unit="s").astype("m8[us]")
    return _with_zones(wall, parts["ahead"]).fillna(_from_serials(parts["serial"]))


def _midnights(days: pd.DataFrame, order: str) -> pd.Series:
    """Return the date of each day; NaT where that date does not exist."""
    day_first = days["written"].isin(_PARTS) & (order == DAY_FIRST)
    month = days["first"].where(~day_first, days["second"])
    day = days["second"].where(~day_first, days["first"])
    text = days["year"] + "-" + month.str.zfill(2) + "-" + day.str.zfill(2)
    return pd.to_datetime(text.where(days["year"] != ""), format="ISO8601", errors="coerce").astype("datetime64[us]")


def _with_zones(values: pd.Series, ahead: pd.Series) -> pd.Series:
    """Return times with a zone as the local time in the Netherlands."""
    given = ahead.notna()
    if not given.any():
        return values
    utc = values[given] - pd.to_timedelta(ahead[given], unit="s")
    local = utc.dt.tz_localize("UTC").dt.tz_convert(LOCAL_ZONE).dt.tz_localize(None)
    return values.where(~given, local.astype("datetime64[us]").reindex(values.index))


def _from_serials(serial: pd.Series) -> pd.Series:
    """Return the dates of Excel's day numbers (day 25,569 is 1 January 1970), to the second."""
    seconds = ((pd.to_numeric(serial.where(serial != "")) - 25_569) * 86_400).round()
    return pd.to_datetime(seconds, unit="s").astype("datetime64[us]")


def _order(
    column: Column, text: pd.Series, distinct: pd.Series, parts: pd.DataFrame, style: pd.Series, declared: str
) -> tuple[str, list[Fault]]:
    """Return which part of a date is the day, and the fault when the column does not show it."""
    split = parts["style"].isin(_PARTS)
    first, second = (pd.to_numeric(parts[name].where(split)) for name in ("first", "second"))
    day_first, month_first = (first > 12) & (second <= 12), (second > 12) & (first <= 12)
    if declared or not split.any():
        return declared, []
    if day_first.any() and month_first.any():
        rows_day, rows_month = text.isin(distinct[day_first]), text.isin(distinct[month_first])
        more = DAY_FIRST if rows_day.sum() >= rows_month.sum() else MONTH_FIRST
        return more, [_two_orders(column, rows_day, rows_month)]
    if day_first.any() or month_first.any():
        return (DAY_FIRST if day_first.any() else MONTH_FIRST), []
    either = style.isin(_PARTS)
    return DAY_FIRST, [
        column.fault(N_("{value} can be read day first or month first"),
                     N_("Set date_order to day first or month first"), either)
    ]  # fmt: skip


def _two_orders(column: Column, day_first: pd.Series, month_first: pd.Series) -> Fault:
    fewer = month_first if month_first.sum() <= day_first.sum() else day_first
    return column.fault(
        N_("dates with the day first: {day_n}, with the month first: {month_n}, such as {value}; expected one order"),
        N_("Write the whole column as year-month-day"),
        fewer,
        day_n=int(day_first.sum()),
        month_n=int(month_first.sum()),
    )


def _unreadable(column: Column, text: pd.Series, style: pd.Series) -> list[Fault]:
    wrong = text.notna() & (style == "")
    if not wrong.any():
        return []
    remedy = _AS_PERIOD if column.name == "period" else _AS_DATE
    return [column.fault(N_("{value} is not a date that is read"), remedy, wrong)]


def _styles_mixed(column: Column, style: pd.Series, *, declared: bool) -> list[Fault]:
    """Return the fault for a column with dates in more than one style; a declared order covers -, / and . alike."""
    counts = style[style.notna() & (style != "")].value_counts()
    parts_only = counts.index.isin(_PARTS).all()
    if len(counts) < 2 or (declared and parts_only):
        return []
    remedy = N_("Write the whole column as year-month-day, or set date_order when all have the same order")
    listed = ", ".join(f"{n} × {text_of(column.cells[style == name].iloc[0])}" for name, n in counts.items())
    return [column.fault(N_("dates are written in {n} styles ({listed}); expected one"),
                         remedy if parts_only else N_("Write the whole column as year-month-day"),
                         style == counts.index[-1],
                         n=len(counts), listed=listed)]  # fmt: skip


def _implausible(column: Column, values: pd.Series, earliest: dt.date | None, latest: dt.date | None) -> list[Fault]:
    first = pd.Timestamp(earliest or dt.date(YEARS[0], 1, 1))
    last = pd.Timestamp(latest or dt.date(YEARS[1], 12, 31)) + pd.Timedelta(days=1)
    wrong = (values < first) | (values >= last)
    if not wrong.any():
        return []
    final = last - pd.Timedelta(days=1)
    return [column.fault(N_("{value} lies outside {first} to {last}"),
                         N_("Correct the date, or name it in missing_codes of {name}"), wrong,
                         first=first.date().isoformat(), last=final.date().isoformat())]  # fmt: skip


def _notes(column: Column, style: pd.Series, order: str) -> list[Note]:
    notes = []
    if style.isin(_PARTS).any():
        day_first, month_first = N_("dates are read day first"), N_("dates are read month first")
        notes.append(column.note(month_first if order == MONTH_FIRST else day_first))
    if (style == "serial").any():
        notes.append(column.note(N_("day numbers of Excel read as dates: {n}"), n=int((style == "serial").sum())))
    if (style == "zoned").any():
        notes.append(column.note(N_("times with a zone were set to the time in {zone}"), zone=LOCAL_ZONE))
    return notes

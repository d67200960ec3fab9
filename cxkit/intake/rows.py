"""Which rows count: rows in are rows used plus rows set aside, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake.raw import Note, named, shown
from cxkit.language import N_

LOWEST_MATCH = 0.5
COLUMNS_THAT_IDENTIFY = 5
LEAST_ROWS = {"customers": 2, "responses": 1, "contacts": 1, "visits": 1, "cost_events": 1, "answers": 1,
              "opportunities": 1, "stakeholders": 1, "competitors": 1, "costs": 1, "effects": 1, "measurements": 1,
              "events": 1}  # fmt: skip
NAMES = {
    "opportunity": (N_("{value} stands on rows {first} and {last}; expected one row per opportunity"),
                    N_("Keep one row per opportunity, or give one another name")),
    "line": (N_("{value} stands on rows {first} and {last}; expected one row per benefit"),
             N_("Keep one row per benefit, or give one another name")),
}  # fmt: skip
"""Keys that are the name of something, not the id of somebody, with what is told when it stands twice."""
ROW_COLUMNS = ("table", "file", "rows_in", "rows_used", "rows_set_aside", "reason")

NO_SCORE = N_("no score")
NO_VALUE = N_("no value")
NO_CUSTOMER = N_("no customer id")
UNKNOWN_CUSTOMER = N_("customer not in the customer table")
NO_DATE = N_("no date")
SAME_ANSWER = N_("equal to an earlier row in everything but its id")
NO_PARTNER = N_("no row to join with")
OTHER_IDS = N_("Check that both files use the same id, with the same blanks and leading zeros")


@dataclass(frozen=True)
class Kept:
    """Rows that count so far, and the lines that say what became of the others.

    Parameters
    ----------
    frame : rows that count, indexed by file row.
    table, file : where they come from.
    lines : one dict per reason, with the columns of ROW_COLUMNS.
    sheet : the sheet of a workbook.
    """

    frame: pd.DataFrame
    table: str
    file: str
    lines: tuple[dict[str, object], ...] = ()
    sheet: str = ""

    def without(self, aside: pd.Series, reason: str) -> Kept:
        """Return the rows without those set aside for this reason.

        Examples
        --------
        >>> kept = Kept(pd.DataFrame({"score": [8.0, None]}), "responses", "a.csv")
        >>> kept.without(kept.frame["score"].isna(), NO_SCORE).lines[0]["rows_set_aside"]
        1
        """
        if not aside.any():
            return self
        line = line_of(self.table, self.file, len(self.frame), int(aside.sum()), reason)
        return replace(self, frame=self.frame[~aside], lines=(*self.lines, line))

    def all_lines(self) -> tuple[dict[str, object], ...]:
        """Return the lines, or one line without reason when every row counts."""
        return self.lines or (line_of(self.table, self.file, len(self.frame), 0, ""),)


def line_of(table: str, file: str, rows_in: int, aside: int, reason: str) -> dict[str, object]:
    """Return one line of the count of rows."""
    return dict(zip(ROW_COLUMNS, (table, file, rows_in, rows_in - aside, aside, reason), strict=True))


def repeated_keys(
    frame: pd.DataFrame, key: str, *, file: str, header: str, sheet: str = "", told: Iterable[Fault] = ()
) -> list[Fault]:
    """Return the faults of a key that is blank or stands twice; an id is named by row, never by value, a name by both.

    Parameters
    ----------
    frame : rows, indexed by file row.
    key : column that names a row.
    file, sheet, header : where the key stands.
    told : faults of the key's cells; the rows they name are not told again.
    """
    faults = []
    blank = frame[key].isna() & ~named(told, frame.index)
    if blank.any():
        faults.append(Fault(N_("the id is blank"), N_("Fill it in, or remove the row"), file=file, sheet=sheet,
                            column=header, rows=_rows(blank)))  # fmt: skip
    twice = frame[key].duplicated(keep=False) & frame[key].notna()
    if key in NAMES:
        return faults + _repeated_names(frame.loc[twice, key], NAMES[key], file=file, header=header, sheet=sheet)
    if twice.any():
        faults.append(
            Fault(N_("ids that stand on more than one row: {n}; expected one row per {key}"),
                  N_("Keep one row per id: bring the rows together before you deliver them"),
                  file=file, sheet=sheet, column=header, rows=_rows(twice),
                  values={"n": int(frame.loc[twice, key].nunique()), "key": key})
        )  # fmt: skip
    return faults


def _repeated_names(names: pd.Series, words: tuple[str, str], *, file: str, header: str, sheet: str) -> list[Fault]:
    """Return a fault for each name that stands on more than one row, in these words."""
    rows_of = {name: [str(row) for row in own.index] for name, own in names.groupby(names, sort=False)}
    return [
        Fault(*words, file=file, sheet=sheet, column=header, rows=(int(rows[-1]),),
              values={"value": shown(name), "first": ", ".join(rows[:-1]), "last": rows[-1]})
        for name, rows in rows_of.items()
    ]  # fmt: skip


def same_under_new_id(frame: pd.DataFrame, key: str, *, file: str) -> list[Note]:
    """Return a note when rows are equal in everything but their id; narrow tables are not judged."""
    others = frame.drop(columns=key)
    same = others.duplicated()
    if others.shape[1] < COLUMNS_THAT_IDENTIFY or not same.any():
        return []
    return [Note(N_("rows that equal an earlier row in everything but {key}, and count: {n}"),
                 {"n": int(same.sum()), "key": key}, file=file)]  # fmt: skip


def too_few(frame: pd.DataFrame, table: str, *, file: str) -> list[Fault]:
    """Return the fault when a table has fewer rows than it must have."""
    least = LEAST_ROWS[table]
    if len(frame) >= least:
        return []
    return [Fault(N_("rows below the header: {n}; expected at least {least}"),
                  N_("Export it again"), file=file, values={"n": len(frame), "least": least})]  # fmt: skip


def none_filled(kept: Kept, column: str, found: str, remedy: str, *, header: str) -> list[Fault]:
    """Return the fault when a column without which no row counts is empty in all of them.

    Parameters
    ----------
    kept : rows that count so far.
    column : such as responded_at.
    found, remedy : what is wrong and what to do, in English.
    header : the client's name for the column.
    """
    if not len(kept.frame) or kept.frame[column].notna().any():
        return []
    return [Fault(found, remedy, file=kept.file, sheet=kept.sheet, column=header)]


def outside_period(responses: Kept, period: str, *, header: str) -> list[Note]:
    """Return a note when answers were given outside the period, as far as that is one year.

    Parameters
    ----------
    responses : answers that count, with responded_at.
    period : as printed; looked at when it is a year in four digits.
    header : the client's name for responded_at.
    """
    if not re.fullmatch(r"[0-9]{4}", period.strip()):
        return []
    outside = responses.frame["responded_at"].dt.year != int(period)
    if not outside.any():
        return []
    return [Note(N_("answers given outside period {period}, which count all the same: {n}"),
                 {"period": period.strip(), "n": int(outside.sum())}, file=responses.file, column=header)]  # fmt: skip


def later_than_snapshot(responses: Kept, customers: pd.DataFrame, *, header: str) -> list[Note]:
    """Return a note when answers were given after the latest snapshot of the customers.

    Parameters
    ----------
    responses : answers that count, with responded_at.
    customers : customers, with or without snapshot_at.
    header : the client's name for responded_at.
    """
    if "snapshot_at" not in customers or customers["snapshot_at"].isna().all():
        return []
    latest = customers["snapshot_at"].max()
    later = responses.frame["responded_at"].dt.normalize() > latest.normalize()
    if not later.any():
        return []
    message = N_("answers given after the latest snapshot_at ({date}), so that the value is older than the answer: {n}")
    values = {"date": latest.date().isoformat(), "n": int(later.sum())}
    return [Note(message, values, file=responses.file, column=header)]


def unmatched(ids: pd.Series, known: pd.Series, *, file: str, other: str, header: str) -> tuple[pd.Series, list[Fault]]:
    """Return which ids are unknown, and the fault when fewer than half are known.

    Parameters
    ----------
    ids : ids looked up, indexed by file row.
    known : ids that exist.
    file, header : where the ids looked up stand.
    other : file in which they should stand.
    """
    absent = ~ids.isin(known.dropna())
    remedy = _remedy(ids, known) if absent.any() else ""
    return absent, too_few_known(int((~absent).sum()), len(ids), remedy, file=file, other=other, header=header)


def too_few_known(known_n: int, n: int, remedy: str, *, file: str, other: str, header: str) -> list[Fault]:
    """Return the fault when fewer than half of the ids are known.

    Parameters
    ----------
    known_n, n : how many ids are known, of how many.
    remedy : what to do about it, in English.
    file, header : where the ids looked up stand.
    other : file in which they should stand.

    Examples
    --------
    >>> too_few_known(1, 2, "", file="a.csv", other="b.csv", header="id")
    []
    """
    if not n or known_n / n >= LOWEST_MATCH:
        return []
    return [
        Fault(N_("{matched} of {n} rows ({share}%) are found in {other}; expected at least half"), remedy,
              file=file, column=header,
              values={"matched": known_n, "n": n, "share": int(100 * known_n / n), "other": other})
    ]  # fmt: skip


def _remedy(ids: pd.Series, known: pd.Series) -> str:
    """Return what to do about ids that do not match, from what would make them match."""
    if _share_known(ids.str.lstrip("0"), known.str.lstrip("0")) >= LOWEST_MATCH:
        return N_("Leading zeros differ between the files: export the ids as text in both")
    if _share_known(_letters(ids), _letters(known)) >= LOWEST_MATCH:
        return N_("Capitals, blanks or signs in the ids differ between the files: export them alike")
    return OTHER_IDS


def _letters(ids: pd.Series) -> pd.Series:
    return ids.str.replace(r"[^0-9A-Za-z]", "", regex=True).str.lower()


def _share_known(ids: pd.Series, known: pd.Series) -> float:
    return float(ids.isin(known).mean()) if len(ids) else 1.0


def _rows(where: pd.Series) -> tuple[int, ...]:
    return tuple(int(row) for row in where.index[where])

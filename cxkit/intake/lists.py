"""The consultant's own lists, checked: opportunities, who gains and loses by them, and competitors' scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from cxkit.errors import Fault
from cxkit.intake import rows
from cxkit.intake.raw import Column
from cxkit.intake.reading import TableRead
from cxkit.language import N_
from cxkit.result import LABELS
from cxkit.settings.notebooks import Engagement

NAMES_APART = ";"
FIRST_YEAR, LAST_YEAR = 1990, 2100
AMOUNTS = ("effort_days", "lead_months", "cost_eur", "running_eur_year", "pilot_cost_eur", "volume_n")
RANGE = ("lowest_eur_year", "expected_eur_year", "highest_eur_year")
EFFECTS = {"gain": "gain", "loss": "loss", "both": "both", "none": "none",
           "winst": "gain", "verlies": "loss", "beide": "both", "geen": "none"}  # fmt: skip
EVIDENCE = {label: label for label in LABELS} | {
    "gemeten": "measured", "geschat": "estimated", "aangenomen": "assumed", "aanname": "assumed"
}  # fmt: skip
CORRECT, FILL_IN = N_("Correct the value"), N_("Fill it in, or remove the row")


def checked_opportunities(read: TableRead, settings: Engagement) -> TableRead:
    """Return the opportunities with what came up: words in one form, amounts of 0 or more, ranges in order.

    Parameters
    ----------
    read : the table as its file gives it.
    settings : settings of the engagement.
    """
    read = _worded(read, "rests_on", EVIDENCE)
    return _with_faults(read, [*_names(read), *_amounts(read, AMOUNTS), *_ranges(read), *_shares(read)])


def checked_stakeholders(read: TableRead, settings: Engagement) -> TableRead:
    """Return the stakeholders with what came up: nothing blank, effects in one form, one row per opportunity.

    Parameters
    ----------
    read, settings : as in `checked_opportunities`.
    """
    read = _worded(read, "effect", EFFECTS)
    needed = ("stakeholder", "opportunity", "effect")
    return _with_faults(read, [*_blanks(read, needed), *_twice(read, ("stakeholder", "opportunity"))])


def checked_competitors(read: TableRead, settings: Engagement) -> TableRead:
    """Return the competitors with what came up: whole years, scores on the scale; rows without a score are set aside.

    Parameters
    ----------
    read : as in `checked_opportunities`.
    settings : market_metric and score_scale, where the notebook has them.
    """
    same = ("brand", "metric", "year")
    faults = [*_blanks(read, same), *_years(read), *_off_scale(read, settings), *_amounts(read, ("n",)),
              *_twice(read, same)]  # fmt: skip
    return _without_score(_with_faults(read, faults))


LISTS: dict[str, Callable[[TableRead, Engagement], TableRead]] = {
    "opportunities": checked_opportunities,
    "stakeholders": checked_stakeholders,
    "competitors": checked_competitors,
}


def _with_faults(read: TableRead, faults: list[Fault]) -> TableRead:
    return replace(read, faults=(*read.faults, *faults))


def _column(read: TableRead, name: str) -> Column:
    """Return a checked column with the place it comes from; one that is not there is blank in every row."""
    kept = read.kept
    cells = kept.frame[name] if name in kept.frame else pd.Series(float("nan"), index=kept.frame.index)
    return Column(cells, name, read.headers.get(name, name), kept.file, kept.sheet)


def _told(read: TableRead, name: str) -> pd.Series:
    """Say of each row whether an earlier fault names its cell in this column."""
    header = read.headers.get(name, name)
    rows_told = {row for fault in read.faults if fault.column == header for row in fault.rows}
    return pd.Series(read.kept.frame.index.isin(rows_told), index=read.kept.frame.index)


def _shown_by(column: Column, where: pd.Series, found: str, remedy: str, **values: object) -> list[Fault]:
    where = where.fillna(False).astype(bool)
    return [column.fault(found, remedy, where, **values)] if where.any() else []


def _worded(read: TableRead, name: str, words: Mapping[str, str]) -> TableRead:
    """Return the table with a column's words replaced by the kit's, and a fault for words that are unknown."""
    if name not in read.kept.frame:
        return read
    column = _column(read, name)
    ours = column.cells.str.casefold().map(words).astype("str")
    known = ", ".join(dict.fromkeys(words.values()))
    faults = _shown_by(
        column, column.cells.notna() & ours.isna(), N_("{value} is unknown; expected one of: {known}"),
        N_("Write one of these, or say in labels of {name} which one it means"), known=known,
    )  # fmt: skip
    kept = replace(read.kept, frame=read.kept.frame.assign(**{name: ours}))
    return _with_faults(replace(read, kept=kept), faults)


def _names(read: TableRead) -> list[Fault]:
    """Return a fault for names that cannot stand in a list of names."""
    column = _column(read, "opportunity")
    return _shown_by(column, column.cells.str.contains(NAMES_APART, regex=False),
                     N_("{value} holds a semicolon, which keeps names apart in a list of names"),
                     N_("Leave the semicolon out of the name"))  # fmt: skip


def _blanks(read: TableRead, names: tuple[str, ...]) -> list[Fault]:
    return [
        fault
        for name in names if name in read.kept.frame
        for fault in _shown_by(_column(read, name), read.kept.frame[name].isna() & ~_told(read, name),
                               N_("the cell is blank"), FILL_IN)
    ]  # fmt: skip


def _twice(read: TableRead, names: tuple[str, ...]) -> list[Fault]:
    """Return a fault for rows that say something of the same thing twice."""
    frame = read.kept.frame
    if not {*names} <= {*frame.columns}:
        return []
    alike = frame[list(names)].apply(lambda cells: cells.str.casefold() if cells.dtype == "str" else cells)
    twice = alike.duplicated(keep=False) & alike.notna().all(axis=1)
    column = _column(read, names[0])
    return _shown_by(column, twice, N_("rows with the same {names}; expected one of each"), N_("Keep one of them"),
                     names=", ".join(names))  # fmt: skip


def _amounts(read: TableRead, names: tuple[str, ...]) -> list[Fault]:
    return [
        fault
        for column in (_column(read, name) for name in names)
        for fault in _shown_by(column, column.cells < 0, N_("{value} is below 0"), CORRECT)
    ]


def _shares(read: TableRead) -> list[Fault]:
    """Return the fault for a share of nothing: only what a source brings is taken in part."""
    share, source = _column(read, "source_share"), _column(read, "source")
    return _shown_by(share, share.cells.notna() & source.cells.isna() & ~_told(read, "source"),
                     N_("a share is given, but no source to take it of"),
                     N_("Name the source, or leave the share out"))  # fmt: skip


def _ranges(read: TableRead) -> list[Fault]:
    """Return what is wrong with ranges of euros: half given, or out of order."""
    low, likely, high = (_column(read, name) for name in RANGE)
    given, ends = likely.cells.notna(), low.cells.notna() | high.cells.notna()
    return [
        *_shown_by(low if low.cells.notna().any() else high, ends & ~given & ~_told(read, likely.name),
                   N_("a lowest or highest yield stands without the expected one"),
                   N_("Fill in expected_eur_year, or leave the range out")),
        *_shown_by(likely, given & (low.cells.isna() != high.cells.isna())
                   & ~_told(read, low.name) & ~_told(read, high.name),
                   N_("only one end of the range is given"),
                   N_("Fill in the lowest and the highest yield, or neither")),
        *_shown_by(likely, (low.cells > likely.cells) | (likely.cells > high.cells),
                   N_("{value} lies outside its own range"), N_("Expected: lowest ≤ expected ≤ highest")),
    ]  # fmt: skip


def _years(read: TableRead) -> list[Fault]:
    column = _column(read, "year")
    wrong = (column.cells % 1 != 0) | ~column.cells.between(FIRST_YEAR, LAST_YEAR)
    return _shown_by(column, wrong & column.cells.notna(), N_("{value} is no year"), N_("Write it as 2025"))


def _off_scale(read: TableRead, settings: Engagement) -> list[Fault]:
    """Return a fault for scores of the market's metric that lie outside its scale."""
    metric, scale = getattr(settings, "market_metric", ""), getattr(settings, "score_scale", None)
    if not metric or not scale or "metric" not in read.kept.frame or "score" not in read.kept.frame:
        return []
    low, high = scale
    column = _column(read, "score")
    of_metric = read.kept.frame["metric"].str.casefold() == metric.casefold()
    return _shown_by(
        column, of_metric & ~column.cells.between(low, high) & column.cells.notna(),
        N_("{value} is outside the scale {low} to {high}"),
        N_("Correct the value, or set score_scale to the scale of market_metric"), low=low, high=high,
    )  # fmt: skip


def _without_score(read: TableRead) -> TableRead:
    if read.faults or "score" not in read.kept.frame:
        return read
    return replace(read, kept=read.kept.without(read.kept.frame["score"].isna(), rows.NO_SCORE))

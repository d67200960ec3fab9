"""Cells of tables that every notebook writes alike: a dash where hidden, amounts with their intervals, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.show import Table
from cxkit.report.wording import euro_column, run_column

HIDDEN = "–"
HIDDEN_NOTE = N_("– hidden to protect customers (too few, or two of them hold nearly all)")


def written(values: Sequence[Any], write: Callable[[Any], str], hidden: Sequence[bool]) -> list[str]:
    """Return values as texts: a dash where hidden, nothing where unknown."""
    return [
        HIDDEN if away else (write(v) if v == v and v is not None else "")
        for v, away in zip(values, hidden, strict=True)
    ]


def withheld(frame: pd.DataFrame, known: str) -> pd.Series:
    """Say per row whether it is hidden, or column `known`, a number elsewhere, was taken out of it."""
    return frame["hidden"] | frame[known].isna() if known in frame else frame["hidden"]


def money(frame: pd.DataFrame, names: tuple[str, str, str], report: Report) -> tuple[list[str], list[str]]:
    """Return a column of amounts and one of their intervals, rounded alike; a dash where hidden."""
    rows = [tuple(float(row[name]) for name in names) for row in frame.to_dict("records")]
    columns = (
        euro_column(rows, language=report.language),
        run_column([row[1:] for row in rows], language=report.language),
    )
    away = frame["hidden"].tolist()
    return tuple([HIDDEN if gone else text for text, gone in zip(column, away, strict=True)] for column in columns)


def table_of(
    report: Report, frame: pd.DataFrame, source: pd.DataFrame, *, notes: Sequence[str] = (), **more: Any
) -> Table:
    """Return a table of which all columns but the first hold numbers, with a note where rows are hidden."""
    hidden = [report.language(HIDDEN_NOTE)] if source["hidden"].any() else []
    return Table(frame, numeric=more.pop("numeric", tuple(frame.columns[1:])), notes=(*hidden, *notes), **more)

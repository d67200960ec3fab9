"""What a run says at its end, in lines that fit a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

from cxkit.delivery.run import EngagementReport, RunReport
from cxkit.language import Language
from cxkit.settings.files import shown

WIDEST = 96


def closing(report: EngagementReport, *, columns: int | None = None) -> list[str]:
    """Return the lines that close a run: per notebook its answer, where the report lies, how long it took.

    Parameters
    ----------
    report : what became of each notebook.
    columns : width to wrap at; that of the terminal when left out, never wider than reads well.
    """
    columns = columns or min(WIDEST, shutil.get_terminal_size().columns)
    return [line for run in report.reports for line in ["", *_block(run, Language(report.language), columns)]]


def _block(run: RunReport, _: Language, columns: int) -> list[str]:
    rows = [
        (_("answer"), run.answer),
        (_("report"), shown(run.page_path)),
        (_("time"), _("{seconds} s", seconds=_.number(run.seconds, decimals=1))),
    ]
    return [run.notebook, *labelled(rows, columns=columns)]


def labelled(rows: Sequence[tuple[str, str]], *, columns: int) -> list[str]:
    """Return (label, text) rows as indented lines, the texts under one another and wrapped.

    Parameters
    ----------
    rows : label and text of each row.
    columns : width to wrap at.

    Examples
    --------
    >>> print("\\n".join(labelled([("answer", "one two three"), ("time", "8 s")], columns=19)))
      answer  one two
              three
      time    8 s
    """
    width = max(len(label) for label, _ in rows)
    indent = " " * (width + 4)
    return [
        line
        for label, text in rows
        for line in textwrap.wrap(
            text or "-",
            columns,
            initial_indent=f"  {label:<{width}}  ",
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]

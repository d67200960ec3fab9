"""What pilots tested, in a ranking or a business case: the estimate beside what was measured, and what stays unsure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.analysis.pilot_state import WITHOUT_GAIN
from cxkit.language import N_
from cxkit.report.drivers.names import roughly
from cxkit.report.ranking.names import finding_words, label_words
from cxkit.report.ranking.tables import interval_heading, known, money
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table
from cxkit.report.wording import listed, plain_euros

MOST_NAMED = 4
VERDICTS = {
    "exceeded": N_("more than was expected: what was measured counts"),
    "achieved": N_("what was expected: what was measured counts"),
    "missed": N_("less than was expected: what was measured counts"),
}
REASONS = {
    "tested_no_gain": N_("no gain shown: nothing counts"),
    "tested_harm": N_("a loss shown: nothing counts"),
    "follows": N_("goes with the saving it belongs to"),
    "no_verdict": N_("no verdict: the estimate stays"),
    "other_pilot": N_("another pilot tells more: that one counts"),
    "no_amount": N_("no euros to set beside it: the estimate stays"),
    "hidden": N_("too few customers to show it"),
    "unknown": N_("no result of that name is read here"),
}


def tested_table(report: Report) -> Table | Prose:
    """Return per result that a pilot tested what it was before and is now, and what the pilot says; nothing of none."""
    _, rows = report.language, report.result.tested
    if rows.empty:
        return Prose()
    after, ranges = money(rows, ("after_eur_year", "low_eur", "high_eur"), report)
    frame = pd.DataFrame({
        _("What was tested"): [_name(row, report) for row in rows.to_dict("records")],
        _("Pilot"): rows["pilot"].tolist(),
        _("Before (€ a year)"): known(rows["before_eur_year"], lambda eur: plain_euros(roughly(eur), language=_)),
        _("Measured (€ a year)"): after,
        interval_heading(rows["label_after"], report): ranges,
        _("Rests on"): [label_words(label, report) for label in rows["label_after"]],
        _("What the pilot says"): [_says(row, report) for row in rows.to_dict("records")],
    })  # fmt: skip
    note = _("Before: the estimate that the pilot tested. It is replaced, not added to.")
    return Table(frame, numeric=tuple(frame.columns[2:5]), notes=(note,))


def _name(row: dict[str, Any], report: Report) -> str:
    """Return what a result is about; the name as typed where there is no such result."""
    return finding_words(row, report) if row["notebook"] else str(row["finding"])


def _says(row: dict[str, Any], report: Report) -> str:
    _ = report.language
    return _(REASONS[row["reason"]]) if row["reason"] else _(VERDICTS.get(row["verdict"], VERDICTS["achieved"]))


def tested_doubts(report: Report) -> list[str]:
    """Return what stays unsure of what pilots tested, which amounts do not match, and what showed no gain."""
    _, rows = report.language, report.result.tested
    used = rows[rows["used"].astype(bool) & rows["reason"].ne("follows")]
    none = used["reason"].isin(WITHOUT_GAIN)
    told = []
    if (~none).any():
        told.append(_("Measured in a pilot with part of the customers; for all of them it may turn out otherwise: {names}.",  # noqa: E501
                      names=_named(used[~none], report)))  # fmt: skip
    told += _far_doubts(used[~none & used["far"]], report)
    if none.any():
        told.append(_("A pilot showed no gain, so nothing is counted for: {names}.",
                      names=_named(used[none], report)))  # fmt: skip
    return told


def _far_doubts(rows: pd.DataFrame, report: Report) -> list[str]:
    """Return per pilot both amounts where what it was expected to bring is far from the estimate that it tests."""
    _ = report.language
    return [
        _("Pilot “{pilot}” was expected to bring {expected} a year, while the estimate that it tests was {estimate} a year ({names}). They may not be about the same thing, so what was measured counts as assumed.",  # noqa: E501
          pilot=pilot, names=_named(own, report), expected=plain_euros(own["expected_eur_year"].sum(), language=_),
          estimate=plain_euros(roughly(own["before_eur_year"].sum()), language=_))
        for pilot, own in rows.groupby("pilot", sort=True)
    ]  # fmt: skip


def _named(rows: pd.DataFrame, report: Report) -> str:
    """Return the names of results, each once, and how many more there are."""
    _ = report.language
    names = list(dict.fromkeys(_("“{name}”", name=_name(row, report)) for row in rows.to_dict("records")))
    more = len(names) - MOST_NAMED
    rest = [_.plural("{n} more result", "{n} more results", more)] * (more > 0)
    return listed([*names[:MOST_NAMED], *rest], language=_)

"""Who gains and who loses by what is planned, and who must agree."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cxkit.language import N_
from cxkit.report.ranking.names import VERDICTS, names
from cxkit.report.ranking.tables import known
from cxkit.report.reader import Report
from cxkit.report.show import Prose, Table
from cxkit.report.wording import listed, sentence_start

PLANNED = ("do_now", "validate")
EFFECTS = {
    "gain": N_("gains"),
    "loss": N_("loses"),
    "both": N_("gains and loses"),
    "none": N_("neither"),
}


def planned(report: Report) -> pd.DataFrame:
    """Return what stakeholders have to do with what is to be done or tested."""
    rows = report.result.stakeholders
    return rows[rows["verdict"].isin(PLANNED)]


def stakeholder_words(report: Report) -> Prose:
    """Return who must agree first, and who loses by what is planned."""
    _, rows = report.language, planned(report)
    if rows.empty:
        return Prose()
    losing = rows[rows["effect"].isin(["loss", "both"])]
    agree = rows[rows["must_agree"].astype(bool)]
    told = [
        _("Must agree before it starts: {people}.", people=_with_names(agree, report)) if len(agree) else "",
        _("Loses by it, so talk to them first: {people}.", people=_with_names(losing, report)) if len(losing) else "",
        _("Nobody on the list loses by what is planned.") if losing.empty else "",
        _hours_words(rows, report),
    ]
    return Prose(*filter(None, told))


def _with_names(rows: pd.DataFrame, report: Report) -> str:
    """Return each stakeholder once with what it is about."""
    _, written = report.language, names(report)
    return "; ".join(
        f"{who} ({listed([written.get(name, name) for name in own['opportunity']], language=_)})"
        for who, own in rows.groupby("stakeholder", sort=False)
    )


def _hours_words(rows: pd.DataFrame, report: Report) -> str:
    _, hours = report.language, rows["hours_year"].dropna()
    if hours.empty:
        return ""
    more, less = hours[hours > 0].sum(), -hours[hours < 0].sum()
    return _("Together it takes them {more} hours a year more, and {less} hours less.", more=_.number(more),
             less=_.number(less))  # fmt: skip


def stakeholder_table(report: Report) -> Table | Prose:
    """Return per stakeholder how many planned improvements it gains and loses by, must agree to, and the hours."""
    _, rows = report.language, planned(report)
    if rows.empty:
        return Prose()
    lines = [_line(str(who), own, report) for who, own in rows.groupby("stakeholder", sort=False)]
    headings = [_("Stakeholder"), _("Gains by"), _("Loses by"), _("Must agree to"), _("Hours a year")]
    note = _("Numbers of improvements to do now or to test. Hours: + more work, − less.")
    return Table(pd.DataFrame(lines, columns=headings), numeric=tuple(headings[1:]), notes=(note,))


def _line(who: str, own: pd.DataFrame, report: Report) -> tuple[Any, ...]:
    _ = report.language
    gain, loss = (own["effect"].isin([effect, "both"]).sum() for effect in ("gain", "loss"))
    counts = [_.number(int(n)) if n else "" for n in (gain, loss, own["must_agree"].astype(bool).sum())]
    hours = own["hours_year"].sum(min_count=1)
    return who, *counts, signed(hours, report)


def signed(hours: float, report: Report) -> str:
    """Return hours with their sign; nothing where they are not known."""
    if hours != hours:
        return ""
    text = report.language.number(abs(hours))
    return text if text == "0" else f"{'+' if hours > 0 else '−'}{text}"


def agreement_table(report: Report) -> Table | Prose:
    """Return every line of the stakeholders, what is planned first, with what they said."""
    _, rows, written = report.language, report.result.stakeholders, names(report)
    if rows.empty:
        return Prose()
    rows = rows.sort_values("verdict", key=lambda own: ~own.isin(PLANNED), kind="stable")
    columns = {
        _("Stakeholder"): rows["stakeholder"].tolist(),
        _("Opportunity"): [written.get(name, name) for name in rows["opportunity"]],
        _("What to do"): [sentence_start(_(VERDICTS[verdict])) for verdict in rows["verdict"]],
        _("Effect"): [_(EFFECTS[effect]) for effect in rows["effect"]],
        _("Must agree"): [_("yes") if must else "" for must in rows["must_agree"]],
        _("Hours a year"): [signed(hours, report) for hours in rows["hours_year"]],
        _("Remark"): known(rows["notes"], str),
    }
    if not any(columns[_("Remark")]):
        del columns[_("Remark")]
    return Table(pd.DataFrame(columns), numeric=(_("Hours a year"),))

"""What in the consultant's lists counts otherwise than it may seem: without a range, too late, for sure, or once."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.case.taken import far_smaller
from cxkit.language import N_
from cxkit.report.reader import Report
from cxkit.report.roi.names import has_range, measure, named, two_digits, unranged, without_range
from cxkit.report.wording import listed

BURDEN = "burden"
AFTER_THE_END = "after the last year"
SIDES = {
    "value_shift": N_("About {left} of the driver model is left out for about {kept} of a shift between CX groups, which is better founded but far smaller. The benefit may be larger."),  # noqa: E501
    "drivers": N_("About {left} of a shift between CX groups is left out for about {kept} of the driver model, which is better founded but far smaller. The benefit may be larger."),  # noqa: E501
}  # fmt: skip


def input_doubts(report: Report) -> list[str]:
    """Return what of the lists does not count, counts for sure, or may count twice; a sentence each."""
    found = (_ranges, _sure, _late_benefits, _late_costs, _replacements, _freed_twice, _far_smaller, _outside)
    return [told for one in found if (told := one(report))]


def _counted(report: Report) -> pd.DataFrame:
    lines = report.result.lines
    return lines[lines["counted"].astype(bool)]


def _ranges(report: Report) -> str:
    """Return that nothing has a range, or how much has none while other amounts do."""
    _, lines, costs = report.language, _counted(report), report.result.costs
    if unranged(report):
        return _("No ranges were given, so nobody knows how sure this is: fill in the lowest and highest amount of benefits and costs.")  # noqa: E501  # fmt: skip
    blocks = costs[["category", "low_eur", "high_eur"]].groupby("category").sum()
    bare, fixed = int(without_range(lines).sum()), int(without_range(blocks).sum())
    if not bare + fixed or lines.empty:
        return ""
    return _("Without a range, so taken as known to the euro: benefit lines {n} of {all}, kinds of costs {costs_n} of {costs_all}. The interval is too narrow by that.",  # noqa: E501
             n=_.number(bare), all=_.number(len(lines)), costs_n=_.number(fixed),
             costs_all=_.number(len(blocks)))  # fmt: skip


def _sure(report: Report) -> str:
    _, lines = report.language, _counted(report)
    evidence = lines["evidence"] if "evidence" in lines else lines["label"]
    sure = (lines["success_probability"] >= 1) & evidence.eq("assumed") & lines["category"].ne(BURDEN)
    told = _.plural("{n} benefit is only assumed, yet taken as sure to come about.",
                    "{n} benefits are only assumed, yet taken as sure to come about.", int(sure.sum()))  # fmt: skip
    return told if sure.any() else ""


def late_lines(report: Report) -> list[str]:
    """Return the lines that begin after the last year, so that nothing of them counts in the cash."""
    lines = report.result.lines
    return lines.loc[lines["from_year"] > report.settings.horizon_years, "line"].tolist()


def _late_benefits(report: Report) -> str:
    _, late = report.language, late_lines(report)
    return _("Begins after the last year, so nothing of it is in the cash: {names}.", names=named(late, report)) * bool(
        late
    )


def _late_costs(report: Report) -> str:
    _, rows = report.language, report.result.rows
    n = int(rows.loc[(rows["table"] == "costs") & (rows["reason"] == AFTER_THE_END), "rows_n"].sum())
    return _.plural("{n} row of costs falls after the last year and is left out.",
                    "{n} rows of costs fall after the last year and are left out.", n) * bool(n)  # fmt: skip


def worn_out(costs: pd.DataFrame, *, horizon_years: int) -> list[str]:
    """Return what is bought to last and is worn out before the last year, without being bought again.

    Parameters
    ----------
    costs : line, year (nan: every year), capitalised, lifetime_years; without the last two nothing is bought to last.
    horizon_years : years the business case looks ahead.

    Examples
    --------
    >>> bought = pd.DataFrame({"line": ["tool", "van", "van"], "year": [0, 0, 4], "capitalised": True,
    ...                        "lifetime_years": 4})
    >>> worn_out(bought, horizon_years=6)
    ['tool']
    """
    if not {"capitalised", "lifetime_years", "year"} <= set(costs):
        return []
    bought = costs[costs["capitalised"].eq(True).fillna(False)]
    year = pd.to_numeric(bought["year"]).fillna(horizon_years)
    ends = (year + pd.to_numeric(bought["lifetime_years"])).groupby(bought["line"], sort=False).max()
    return ends.index[ends < horizon_years].tolist()


def _replacements(report: Report) -> str:
    _, costs = report.language, getattr(report.tables, "costs", None)
    found = [] if costs is None else worn_out(costs, horizon_years=report.settings.horizon_years)
    return _("Worn out before the last year, and no replacement is counted: {names}.",
             names=listed(found, language=_)) if found else ""  # fmt: skip


def _freed_twice(report: Report) -> str:
    _, faster = report.language, report.result.effort
    if not report.settings.count_capacity or not (faster["hours_year"] < 0).any():
        return ""
    return _("Faster work in the costs and freed time in the savings may be the same hours, counted twice.")


def _far_smaller(report: Report) -> str:
    _, found = report.language, far_smaller(report.result.taken, report.result.lines)
    if found is None:
        return ""
    side, kept, left = found
    return _(SIDES[side], kept=two_digits(kept, report), left=two_digits(left, report))


def _outside(report: Report) -> str:
    _, npv = report.language, measure(report, "npv")
    ends = sorted([npv["low"], npv["high"], npv["value"]])
    if npv["low"] != npv["low"] or ends[1] == npv["value"] or not has_range(ends[0], ends[-1]):
        return ""
    return _("The expected amount lies outside its own interval: a small chance of a large amount weighs in it.")


def late_note(report: Report) -> list[str]:
    """Return the note below the ledger that names what begins after the last year; nothing when nothing does."""
    told = _late_benefits(report)
    return [told] if told else []

"""The market: competitors' scores beside one's own."""

from __future__ import annotations

import math
import re

import pandas as pd

from cxkit.analysis.value import Z
from cxkit.language import N_
from cxkit.result import EarlierResults, Finding
from cxkit.settings.ranking import OpportunityRanking

COLUMNS = ("brand", "metric", "year", "score", "low", "high", "n", "own", "source", "status")
NPS = "nps"
OWN_NOTEBOOK, OWN_NAMES = "cx_group_valuation", (NPS, "score_mean")
OTHER_METRIC = N_("another metric than the one compared on")
EARLIER_YEAR = N_("an earlier year of the same brand")

Aside = list[tuple[str, str, int]]


def market(
    competitors: pd.DataFrame | None, earlier: EarlierResults, *, settings: OpportunityRanking
) -> tuple[pd.DataFrame, Aside]:
    """Return one's own score beside those of competitors, and which of their rows are set aside.

    Parameters
    ----------
    competitors : brand, metric, year, score and any of n (answers behind the score), source; None without a list.
    earlier : results of other notebooks; one's own score is that of cx_group_valuation on the same metric.
    settings : the metric compared on (capitals play no part) and its scale.

    Returns
    -------
    COLUMNS, highest score first; year, low, high and n nan where unknown. Of each brand the latest year. Nothing
    without competitors on that metric.
    Rows set aside: table, reason, number.

    Notes
    -----
    A competitor's score has an interval when it is an NPS of n answers: score +/- 1.96 x 100 x sqrt((1 - (score /
    100)^2) / n), the widest that an NPS at that score can have (nobody passive), within the scale. Own less other is
    compared by the interval of the difference from both intervals (Zou & Donner 2008): 'ahead' or 'behind' when it
    holds no 0, 'unknown' when one of the two has no interval.
    """
    if competitors is None or not settings.market_metric:
        return pd.DataFrame(columns=list(COLUMNS)), []
    same = competitors["metric"].str.casefold() == settings.market_metric.casefold()
    listed = competitors[same]
    latest = listed["year"] == listed.groupby(listed["brand"].str.casefold())["year"].transform("max")
    aside = [("competitors", OTHER_METRIC, int((~same).sum())), ("competitors", EARLIER_YEAR, int((~latest).sum()))]
    aside = [row for row in aside if row[2]]
    if listed.empty:
        return pd.DataFrame(columns=list(COLUMNS)), aside
    own = _own(earlier, settings)
    is_nps = settings.market_metric.casefold() == NPS or own["name"] == NPS
    rows = [_row(row, is_nps, settings) for row in listed[latest].to_dict("records")]
    rows = [row | {"status": _status(own, row)} for row in rows]
    if not math.isnan(own["score"]):
        rows.append(own | {"status": ""})
    frame = pd.DataFrame(rows)[list(COLUMNS)]
    return frame.sort_values(["score", "brand"], ascending=[False, True], ignore_index=True), aside


def own_finding(earlier: EarlierResults, metric: str) -> Finding | None:
    """Return one's own score on a metric, or None; a score that does not name its metric is that metric's when an NPS.

    Parameters
    ----------
    earlier : results of other notebooks.
    metric : name of the metric.
    """
    results = earlier.results.get(OWN_NOTEBOOK)
    found = [finding for finding in results.findings if finding.name in OWN_NAMES] if results else []
    for finding in found:
        named = finding.notes.get("metric", NPS if finding.name == NPS else "")
        if str(named).casefold() == metric.casefold():
            return finding
    return None


def _own(earlier: EarlierResults, settings: OpportunityRanking) -> dict[str, object]:
    """Return one's own score as a row; nan where it is not known."""
    finding = own_finding(earlier, settings.market_metric)
    shown = finding is not None and finding.estimate is not None
    year = re.search(r"\b(?:19|20)\d{2}\b", finding.period) if shown else None
    return {
        "name": finding.name if shown else "",
        "brand": settings.client_name,
        "metric": settings.market_metric,
        "year": float(year[0]) if year else math.nan,
        "score": finding.estimate if shown else math.nan,
        "low": _or_nan(finding.low if shown else None),
        "high": _or_nan(finding.high if shown else None),
        "n": _or_nan(finding.customers_n if shown else None),
        "own": True,
        "source": OWN_NOTEBOOK,
    }


def _row(row: dict[str, object], is_nps: bool, settings: OpportunityRanking) -> dict[str, object]:
    n, score = _or_nan(row.get("n")), float(row["score"])
    half = Z * 100 * math.sqrt(max(0.0, 1 - (score / 100) ** 2) / n) if is_nps and n > 0 else math.nan
    lowest, highest = settings.score_scale
    source = row.get("source")
    return {
        "brand": row["brand"], "metric": settings.market_metric, "year": float(row["year"]), "score": score,
        "low": max(score - half, lowest) if half == half else math.nan,
        "high": min(score + half, highest) if half == half else math.nan,
        "n": n, "own": False, "source": source if isinstance(source, str) else "",
    }  # fmt: skip


def _status(own: dict[str, object], other: dict[str, object]) -> str:
    """Return whether one's own score lies ahead of another.

    Examples
    --------
    >>> sure = {"score": 20.0, "low": 17.0, "high": 23.0}
    >>> _status(sure, {"score": 14.0, "low": 10.0, "high": 18.0}), _status(sure, sure)
    ('ahead', 'no_difference')
    """
    difference = own["score"] - other["score"]
    lower = difference - math.hypot(own["score"] - own["low"], other["high"] - other["score"])
    upper = difference + math.hypot(own["high"] - own["score"], other["score"] - other["low"])
    if math.isnan(lower) or math.isnan(upper):
        return "unknown"
    if lower > 0:
        return "ahead"
    return "behind" if upper < 0 else "no_difference"


def _or_nan(value: object) -> float:
    return math.nan if value is None or value is pd.NA else float(value)

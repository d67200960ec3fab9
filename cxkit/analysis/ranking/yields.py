"""What opportunities bring in: the benefits of earlier results, and which of them say the same thing twice."""

from __future__ import annotations

import pandas as pd

from cxkit.analysis.ledger import BURDEN_NAMES, BURDENS, CROSS_SELL, LEVERS, SAVING, SHIFT, WHAT_IF, same_effect
from cxkit.analysis.pilot_state import WITHOUT_GAIN, pilot_state
from cxkit.analysis.uncertainty import pert_mean
from cxkit.result import EarlierResults, Finding, weakest

ACTION = "maturity_action"
ALL = "all"
LIST, MATURITY = "list", "maturity"
COLUMNS = [
    "opportunity", "notebook", "finding", "lever", "mechanism", "share", "eur_year", "low_eur", "high_eur",
    "likely_eur", "label", "status", "counted", "reason",
]  # fmt: skip
AMOUNTS = ("share", "eur_year", "low_eur", "high_eur", "likely_eur")
BENEFITS = [
    "notebook", "finding", "kind", "scope", "stands_for", "lever", "mechanism", "eur_year", "low_eur", "high_eur",
    "label", "status", "reason", "customers_n", "tested",
]  # fmt: skip


def kind_of(name: str) -> tuple[str, str]:
    """Return what a finding, or the beginning of one, is about: the kind of benefit and its scope; ('', '') of none.

    >>> kind_of("saving_fewer_contacts:bill"), kind_of("what_if_value:NPS:all:churn"), kind_of("nps")
    (('fewer_contacts', 'bill'), ('what_if', 'NPS'), ('', ''))
    >>> kind_of("what_if_value:NPS:segment=small:churn")
    ('what_if', 'NPS (segment=small)')
    """
    start, _, scope = name.partition(":")
    if start.removeprefix(SAVING) in LEVERS and start.startswith(SAVING):
        return start.removeprefix(SAVING), scope
    if start == WHAT_IF:
        driver, segment = [*scope.split(":"), ""][:2]
        return "what_if", driver if segment in ("", ALL) else f"{driver} ({segment})"
    if name == SHIFT:
        return "shift", ""
    return (MATURITY, scope) if start == ACTION else ("", "")


def benefits(earlier: EarlierResults) -> pd.DataFrame:
    """Return the findings of earlier results that an opportunity can rest on; burdens and totals are none.

    Parameters
    ----------
    earlier : results of other notebooks.

    Returns
    -------
    notebook, finding, kind, scope, stands_for (name of the opportunity that holds it when the list names it nowhere),
    lever, mechanism, eur_year (nan where no amount is claimed; the middle of the interval where no difference is
    shown), low_eur, high_eur (nan without an interval), label, status, reason ('other_period' when the euros are not a
    year), customers_n (nan unknown), tested (of `pilot_state`).
    """
    found = [
        (notebook, finding)
        for notebook, results in sorted(earlier.results.items())
        for finding in results.findings
        if kind_of(finding.name)[0]
    ]
    return pd.DataFrame([_benefit(notebook, finding) for notebook, finding in found], columns=BENEFITS)


def burdens(earlier: EarlierResults) -> pd.DataFrame:
    """Return the findings that come on top of savings: contacts that get dearer, extra work; columns as of benefits.

    The kind is 'residual_dearer' or 'extra_work'; those without an amount are left out.
    """
    rows = [
        _benefit(notebook, finding) | {"kind": kind, "scope": finding.name.partition(":")[2]}
        for notebook, results in sorted(earlier.results.items())
        for finding in results.findings
        for kind, start in zip(BURDENS, BURDEN_NAMES, strict=True)
        if finding.name.startswith(start)
    ]
    return pd.DataFrame(rows, columns=BENEFITS).dropna(subset=["eur_year"]).reset_index(drop=True)


def _benefit(notebook: str, finding: Finding) -> dict[str, object]:
    kind, scope = kind_of(finding.name)
    amounts = _amounts(finding) if kind != MATURITY else (None, None, None)
    return {
        "notebook": notebook, "finding": finding.name, "kind": kind, "scope": scope, "stands_for": _stands_for(finding),
        "lever": finding.lever, "mechanism": finding.mechanism, "label": finding.label, "status": finding.status,
        "reason": _reason(finding, kind), "tested": pilot_state(finding),
        "customers_n": float("nan") if finding.customers_n is None else finding.customers_n,
    } | {
        name: float("nan") if amount is None else amount
        for name, amount in zip(("eur_year", "low_eur", "high_eur"), amounts, strict=True)
    }  # fmt: skip


def _reason(finding: Finding, kind: str) -> str:
    """Return why a finding claims no amount, as far as that is not its status."""
    if finding.reason in WITHOUT_GAIN:
        return finding.reason
    return "" if _a_year(finding) or kind == MATURITY else "other_period"


def _amounts(finding: Finding) -> tuple[float | None, float | None, float | None]:
    """Return estimate, low and high; None where no amount is claimed."""
    if not _a_year(finding) or finding.reason in WITHOUT_GAIN:
        return None, None, None
    if finding.estimate is not None:
        return finding.estimate, finding.low, finding.high
    if finding.status == "no_difference" and finding.low is not None and finding.high is not None:
        return (finding.low + finding.high) / 2, finding.low, finding.high
    return None, None, None


def _a_year(finding: Finding) -> bool:
    return finding.unit == "EUR" and finding.period == "year" or finding.status in ("hidden", "not_computable")


def _stands_for(finding: Finding) -> str:
    """Return the name of the opportunity a finding makes by itself: all outcomes of one what-if are one."""
    if not finding.name.startswith(f"{WHAT_IF}:"):
        return finding.name
    return finding.name.removesuffix(f":{finding.mechanism.removeprefix(CROSS_SELL)}")


def none() -> pd.DataFrame:
    """Return no yields at all: COLUMNS, with the types they have."""
    types = {name: float if name in AMOUNTS else bool if name == "counted" else str for name in COLUMNS}
    return pd.DataFrame({name: pd.Series(dtype=of) for name, of in types.items()})


def of_findings(opportunity: str, held: pd.DataFrame, *, share: float) -> pd.DataFrame:
    """Return the yields of an opportunity that rests on findings.

    Parameters
    ----------
    opportunity : its name.
    held : rows of `benefits` it rests on; maturity actions bring no euros and are left out.
    share : of each that it takes, 0-1.

    Returns
    -------
    COLUMNS, one row per finding; euros times the share, likely_eur nan. Of a part of what a pilot tested the label is
    no better than 'assumed': that was not tried.
    """
    lines = held[held["kind"] != MATURITY].assign(opportunity=opportunity, share=share, likely_eur=float("nan"))
    scaled = {name: lines[name] * share for name in ("eur_year", "low_eur", "high_eur")}
    if share < 1:
        in_part = lines["tested"].eq("gain")
        scaled["label"] = lines["label"].mask(in_part, [weakest([label, "assumed"]) for label in lines["label"]])
    return lines.assign(**scaled, counted=lines["eur_year"].notna())[COLUMNS].reset_index(drop=True)


def of_range(opportunity: str, expected: float, lowest: float, highest: float, *, label: str) -> pd.DataFrame:
    """Return the yield of an opportunity of which the list itself gives the euros.

    Parameters
    ----------
    opportunity : its name.
    expected : most likely euros a year.
    lowest, highest : ends of the range in euros a year; nan where none is given, which is the expected itself.
    label : what the figures rest on.

    Returns
    -------
    COLUMNS, one row: eur_year is the mean of the PERT distribution, low_eur and high_eur the ends, likely_eur the
    expected.

    Examples
    --------
    >>> of_range("app", 3000.0, 0.0, 12000.0, label="assumed")["eur_year"].item()
    4000.0
    """
    low, high = (expected if end != end else end for end in (lowest, highest))
    line = {
        "opportunity": opportunity, "notebook": "", "finding": opportunity, "lever": opportunity, "mechanism": LIST,
        "share": 1.0, "eur_year": pert_mean(low, expected, high), "low_eur": low, "high_eur": high,
        "likely_eur": expected, "label": label, "status": "shown", "counted": True, "reason": "",
    }  # fmt: skip
    return pd.DataFrame([line], columns=COLUMNS)


def counted(yields: pd.DataFrame) -> pd.DataFrame:
    """Return the yields with which of them count: no benchmark, and of two readings of one effect the better.

    A value shift already holds what fewer customers leaving and more customers buying bring.

    Parameters
    ----------
    yields : COLUMNS, of any opportunities.

    Returns
    -------
    The same rows; counted, and the reason why not: 'benchmark' or 'same_effect'.
    """
    if yields.empty:
        return yields
    benchmark = yields["label"].eq("benchmark")
    kept = pd.concat([same_effect(lines) for _, lines in yields.groupby("opportunity", sort=False)])
    kept = kept.reindex(yields.index)
    reason = yields["reason"].mask(yields["counted"] & ~kept, "same_effect").mask(benchmark, "benchmark")
    return yields.assign(counted=yields["counted"] & kept & ~benchmark, reason=reason)

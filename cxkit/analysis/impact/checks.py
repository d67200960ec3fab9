"""Whether a pilot's design bears a verdict: the questions asked of it, each with its answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.impact.event_study import level_difference, placebo, pre_trend
from cxkit.analysis.impact.few_clusters import smallest_p
from cxkit.analysis.impact.missing import missing
from cxkit.analysis.impact.prepare import CONTROL, PILOT
from cxkit.analysis.impact.randomised import attrition, balance, sample_ratio
from cxkit.analysis.impact.reading import Reading
from cxkit.settings.pilots import Pilot

SIGNIFICANCE = 0.05
CERTAIN = 0.001
"""What a fair lot would do less often than this was no fair lot, or not all that it drew was counted."""
LEVEL = 0.25
"""Arms whose levels before differ by more standard deviations than this are not alike (Imbens & Rubin 2015, ch. 14)."""

Check = dict[str, Any]


def design_checks(
    panel: pd.DataFrame, units: pd.DataFrame, plan: Pilot, main: Reading, *, seed: int = 0
) -> list[Check]:
    """Return the questions asked of a pilot's design, each with its answer.

    Parameters
    ----------
    panel, units : of `prepare.panel_of` and `prepare.units_of`, of the metric it is judged on.
    plan : its design.
    main : the estimate that answers.
    seed : of the draws, where few units were assigned.

    Returns
    -------
    Rows of `ImpactResult.checks` less pilot: check, status ('ok', 'warns', 'stops', 'not_computable'), value, limit, p,
    about.
    """
    found = [_control(units, plan, main), _units(units, main, plan)]
    if main.reason in ("no_before", "no_spread"):
        found.append(answer(main.reason, "stops"))
    if plan.design == "randomised":
        found += [_balance(units), _ratio(units, plan), _attrition(units)]
    if plan.design == "chosen":
        found += [_rule(plan), _level(units), _attrition(units)]
    if plan.design != "alone":
        stops = CERTAIN if plan.design == "randomised" else SIGNIFICANCE
        found += [_trend(panel, stops), _placebo(panel, seed, stops), _missing(panel, plan, seed)]
    return found


def answer(
    check: str, status: str, *, value: float = np.nan, limit: float = np.nan, p: float = np.nan, about: str = ""
) -> Check:
    """Return one row of checks; about names what changed, where something did.

    >>> answer("no_control", "ok")["check"]
    'no_control'
    """
    numbers = {"value": float(value), "limit": float(limit), "p": float(p)}
    return {"check": check, "status": status, **numbers, "about": about}


def first_stop(checks: list[Check], order: tuple[str, ...]) -> str:
    """Return the first check that stops a verdict, in the order in which reasons are told; '' when none does.

    >>> first_stop([answer("placebo", "stops"), answer("no_control", "stops")], ("no_control", "placebo"))
    'no_control'
    """
    stopping = {check["check"] for check in checks if check["status"] == "stops"}
    return next((name for name in order if name in stopping), "")


def _control(units: pd.DataFrame, plan: Pilot, main: Reading) -> Check:
    """Ask whether there is anybody to compare with; of a roll-out in steps who waits while another has begun."""
    there = plan.design == "stepped" or CONTROL in set(units["arm"])
    nobody = plan.design == "alone" or not there or main.reason == "no_control"
    return answer("no_control", "stops" if nobody else "ok")


def _units(units: pd.DataFrame, main: Reading, plan: Pilot) -> Check:
    """Ask whether there are enough units of assignment in each arm for their lots to tell chance from effect."""
    by_arm = units[units["after_n"] > 0].groupby("arm")["cluster"].nunique()
    least = int(by_arm.min()) if len(by_arm) else 0
    if plan.design in ("alone", "stepped"):
        few = main.reason == "too_few_units"
    else:
        few = least < 2 or main.reason == "too_few_units" or _reached(by_arm) > 1 - main.confidence
    return answer("too_few_units", "stops" if few else "ok", value=least, limit=2)


def _reached(by_arm: pd.Series) -> float:
    """Return the smallest p-value that swapping units of assignment can give."""
    return smallest_p(int(by_arm.get(PILOT, 0)), int(by_arm.get(CONTROL, 0)))


def _balance(units: pd.DataFrame) -> Check:
    difference, p = balance(units)
    return _judged("balance", difference, np.nan, p)


def _ratio(units: pd.DataFrame, plan: Pilot) -> Check:
    assigned = units.drop_duplicates(["cluster", "arm"])["arm"]
    share = float(assigned.eq(PILOT).mean()) if len(assigned) else np.nan
    p = sample_ratio(units, plan.pilot_share)
    return _judged("sample_ratio", share, plan.pilot_share, p, warns=CERTAIN)


def _attrition(units: pd.DataFrame) -> Check:
    lost, p = attrition(units)
    return _judged("attrition", lost, np.nan, p)


def _rule(plan: Pilot) -> Check:
    alike = not plan.selected_by or plan.control_by_same_rule
    return answer("other_rule", "ok" if alike else "stops")


def _level(units: pd.DataFrame) -> Check:
    difference = level_difference(units)
    if np.isnan(difference):
        return answer("different_level", "not_computable", limit=LEVEL)
    return answer("different_level", "stops" if abs(difference) > LEVEL else "ok", value=difference, limit=LEVEL)


def _trend(panel: pd.DataFrame, stops: float) -> Check:
    return _judged("pre_trend", np.nan, np.nan, pre_trend(panel), stops=stops)


def _placebo(panel: pd.DataFrame, seed: int, stops: float) -> Check:
    found = placebo(panel, seed=seed)
    return _judged("placebo", found.estimate, np.nan, found.p, stops=stops)


def _missing(panel: pd.DataFrame, plan: Pilot, seed: int) -> Check:
    """Ask whether as much is there of both arms; of units that come in while it runs nobody knows what should be."""
    if plan.on_arrival:
        return answer("missing", "not_computable")
    apart, p = missing(panel, in_steps=plan.design == "stepped", seed=seed)
    return _judged("missing", apart, np.nan, p)


def _judged(
    check: str, value: float, limit: float, p: float, *, warns: float = SIGNIFICANCE, stops: float = CERTAIN
) -> Check:
    if np.isnan(p):
        return answer(check, "not_computable", value=value, limit=limit)
    status = "stops" if p < stops else "warns" if p < warns else "ok"
    return answer(check, status, value=value, limit=limit, p=p)

"""The stated rule: what a pilot's interval says about what was expected, and what to do next."""

from __future__ import annotations

import math
from collections.abc import Iterable

from cxkit.analysis.impact.reading import Reading
from cxkit.settings.pilots import Pilot


def verdict_of(low: float, high: float, plan: Pilot, *, stopped: str, stage: str) -> tuple[str, str]:
    """Return the verdict on a pilot and, where it is unclear, why.

    Parameters
    ----------
    low, high : interval of the effect, in the metric's own direction; nan of none.
    plan : the expected effect and the smallest effect worth having.
    stopped : why no verdict can be given (one of STOPPING); '' when one can.
    stage : 'planned', 'running' or 'ended'.

    Returns
    -------
    verdict (one of VERDICTS); reason ('' or one of STOPPING, 'interval' or 'running').

    Notes
    -----
    With everything turned so that above 0 is better: exceeded when the whole interval lies above the effect expected
    (which is never below the smallest worth having); missed when it lies wholly below the lowest effect that would not
    surprise or below the smallest worth having; achieved when it lies above 0 and is none of these; unclear otherwise.
    So achieved means: an effect is shown, and it may well be as large as was expected.

    Examples
    --------
    >>> dates = {"starts_at": "2025-02-01", "ends_at": "2025-03-01", "decided_at": "2025-01-01"}
    >>> plan = Pilot(**dates, expected=-0.05, expected_low=-0.08, expected_high=-0.02, smallest_worth=-0.02)
    >>> verdict_of(-0.06, -0.01, plan, stopped="", stage="ended")
    ('achieved', '')
    >>> verdict_of(-0.015, 0.01, plan, stopped="", stage="ended")
    ('missed', '')
    """
    if stage == "planned":
        return "planned", ""
    if stopped:
        return "unclear", stopped
    gain_low, gain_high = _turned(low, high, plan)
    expected, lowest, worth = _expectation(plan)
    if gain_low > expected:
        return "exceeded", ""
    if gain_high < max(lowest, worth):
        return "missed", ""
    if gain_low > 0:
        return "achieved", ""
    return "unclear", "running" if stage == "running" else "interval"


def advice_of(
    verdict: str, reason: str, low: float, high: float, plan: Pilot, guardrails: Iterable[str]
) -> tuple[str, str]:
    """Return what to do with a pilot, and why.

    Parameters
    ----------
    verdict, reason : of `verdict_of`.
    low, high : interval of the effect, in the metric's own direction.
    plan : the smallest effect worth having.
    guardrails : of each guardrail metric 'held', 'broken', 'open' or 'not_computable'; the last counts as open.

    Returns
    -------
    advice (one of ADVICE); its reason (see ImpactResult.pilots).

    Examples
    --------
    >>> dates = {"starts_at": "2025-02-01", "ends_at": "2025-03-01", "decided_at": "2025-01-01"}
    >>> plan = Pilot(**dates, expected=1.0, expected_low=0.0, expected_high=2.0, smallest_worth=0.2)
    >>> advice_of("achieved", "", 0.5, 1.5, plan, ["held", "open"])
    ('extend', 'guardrail_open')
    """
    if verdict == "planned":
        return "start", "not_started"
    if verdict == "unclear":
        return "extend", "not_shown_yet" if reason in ("interval", "running") else "not_to_be_judged"
    if verdict == "missed":
        return _advice_missed(*_turned(low, high, plan), worth=abs(plan.smallest_worth))
    states = set(guardrails)
    if "broken" in states:
        return "adjust", "guardrail_broken"
    return ("extend", "guardrail_open") if states - {"held"} else ("roll_out", "worth_it")


def ratio_of(reading: Reading, plan: Pilot) -> tuple[float, float, float]:
    """Return what was realised as a share of what was expected, and its interval, the worse end first.

    Parameters
    ----------
    reading : the effect, in the metric's own direction.
    plan : the effect expected, other than 0.

    Returns
    -------
    ratio, low, high (1: just what was expected); nan without an estimate.
    """
    low, high = sorted((reading.low / plan.expected, reading.high / plan.expected))
    return reading.estimate / plan.expected, low, high


def _advice_missed(low: float, high: float, *, worth: float) -> tuple[str, str]:
    if low > 0 and high >= worth:
        return "adjust", "smaller_than_expected"
    return "stop", "harm" if high < 0 else "not_worth_it"


def _turned(low: float, high: float, plan: Pilot) -> tuple[float, float]:
    if math.isnan(low) or math.isnan(high):
        return -math.inf, math.inf
    return (low, high) if plan.sign > 0 else (-high, -low)


def _expectation(plan: Pilot) -> tuple[float, float, float]:
    low, high = plan.expected_low, plan.expected_high
    return plan.sign * plan.expected, low if plan.sign > 0 else -high, abs(plan.smallest_worth)

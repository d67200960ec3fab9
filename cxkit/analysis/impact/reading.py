"""One estimate of an effect, with what it takes to draw its interval."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import stats

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Reading:
    """One estimate of an effect: the pilot less what would have been without it, in the metric's own direction.

    name : how it was estimated ('welch', 'cuped', 'did', 'did_sections', 'stepped', 'its', 'pilot_before_after',
        'control_before_after').
    estimate, low, high : effect per unit and period, and its interval at `confidence`; nan where there is none.
    se : its standard error; nan where the interval comes from permutations alone.
    df : degrees of freedom of that error; inf of a normal.
    p : two-sided p-value of no effect.
    units_n, clusters_n : units and units of assignment it rests on, of both arms together.
    confidence : of the interval.
    inference : 'welch', 'cluster', 'randomisation', 'wild' or 'hac'.
    reason : '' or why there is no figure: 'too_few_units', 'no_spread', 'no_before', 'no_control', 'too_few_periods'.
    """

    name: str
    estimate: float
    se: float
    df: float
    low: float
    high: float
    p: float
    units_n: int
    clusters_n: int
    confidence: float = CONFIDENCE
    inference: str = "welch"
    reason: str = ""


def t_reading(
    name: str, estimate: float, se: float, df: float, *, units_n: int, clusters_n: int, confidence: float,
    inference: str = "welch",
) -> Reading:  # fmt: skip
    """Return a reading whose interval follows from a t distribution (a normal one where df is inf).

    >>> r = t_reading("welch", 2.0, 1.0, float("inf"), units_n=9, clusters_n=9, confidence=0.95)
    >>> round(r.low, 2), round(r.high, 2), round(r.p, 4)
    (0.04, 3.96, 0.0455)
    """
    half = float(stats.t.ppf(0.5 + confidence / 2, df)) * se
    p = float(2 * stats.t.sf(abs(estimate / se), df))
    return Reading(
        name, float(estimate), float(se), float(df), float(estimate - half), float(estimate + half), p,
        units_n, clusters_n, confidence, inference,
    )  # fmt: skip


def no_reading(name: str, reason: str, *, units_n: int = 0, clusters_n: int = 0) -> Reading:
    """Return a reading without a figure, with the reason.

    >>> no_reading("did", "no_before").reason
    'no_before'
    """
    nan = float("nan")
    return Reading(name, nan, nan, nan, nan, nan, nan, units_n, clusters_n, reason=reason)

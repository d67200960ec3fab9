"""Which measurement is reported and which it is compared with, and what changed between the two."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy import stats

from cxkit.analysis.maturity.means import Means
from cxkit.result import CONFIDENCE

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
CHANGE_COLUMNS = ["dimension", "earlier_mean", "mean", "change", "low", "high", "earlier_stage", "stage", "status",
                  "both_n", "earlier_n", "raters_n"]  # fmt: skip


def in_order(waves: Iterable[str]) -> list[str]:
    """Return measurements from early to late: by the year in their name, then in the natural order of the names.

    >>> in_order(["wave 10", "wave 9", "Q1 2025", "Q4 2024"])
    ['wave 9', 'wave 10', 'Q4 2024', 'Q1 2025']
    """
    return sorted(set(waves), key=_place)


def _place(wave: str) -> tuple:
    year = YEAR.search(wave)
    parts = re.split(r"(\d+)", wave.casefold())
    return int(year[0]) if year else 0, [(int(p), "") if p.isdecimal() else (-1, p) for p in parts], wave


def with_wave(answers: pd.DataFrame) -> pd.DataFrame:
    """Return answers whose measurement is always named; '' where it was not."""
    wave = answers["wave"].astype(object).fillna("") if "wave" in answers else ""
    return answers.assign(wave=wave)


def compared(known: list[str], *, wave: str, earlier_wave: str) -> tuple[str, str | None]:
    """Return the measurement to report, and the one it is compared with (None when there is none).

    Parameters
    ----------
    known : measurements in order, from `in_order`.
    wave, earlier_wave : as the settings say; empty: the latest, and the one before the reported one.

    Examples
    --------
    >>> compared(["2023", "2024", "2025"], wave="", earlier_wave="")
    ('2025', '2024')
    >>> compared(["2023", "2024", "2025"], wave="2023", earlier_wave="")
    ('2023', None)
    """
    reported = wave or known[-1]
    place = known.index(reported)
    return reported, earlier_wave or (known[place - 1] if place else None)


def changes(now: Means, then: Means) -> pd.DataFrame:
    """Return what changed in every mean between two measurements.

    Parameters
    ----------
    now, then : means of the two, with the influence of each rater; a respondent has the same name in both.

    Returns
    -------
    dimension ('all' first), earlier_mean, mean, change, low, high, status, both_n (raters who scored it in both),
    earlier_n (who scored it then), raters_n (who scored it in either); of 'all', who scored anything.

    Notes
    -----
    A rater's influence on the change is that now less that then (0 where the rater did not score it), so whoever scored
    it twice is compared with themselves. Student's t, degrees of freedom: distinct raters who scored it less their
    strata (of the measurement that has most), once when raters scored it in both, and for each measurement when nobody
    did. Then the interval is that of a paired t test when the same raters scored it both times, and that of two samples
    when nobody scored it twice and both samples are as large.
    """
    rows = [_change(name, now, then) for name in now.frame.index]
    return pd.DataFrame(rows, columns=[name for name in CHANGE_COLUMNS if not name.endswith("stage")])


def _change(name: str, now: Means, then: Means) -> dict:
    before, after = then.frame.loc[name], now.frame.loc[name]
    effect_now, effect_then = (own.influence.loc[own.scored[name], name] for own in (now, then))
    effect = effect_now.sub(effect_then, fill_value=0.0)
    both_n = len(effect_now.index.intersection(effect_then.index))
    change = after["mean"] - before["mean"]
    half = _half_width(effect, after, before, both_n)
    low, high = change - half, change + half
    return {
        "dimension": name, "earlier_mean": before["mean"], "mean": after["mean"], "change": change, "low": low,
        "high": high, "status": _status(low, high), "both_n": both_n, "earlier_n": len(effect_then),
        "raters_n": len(effect),
    }  # fmt: skip


def _half_width(effect: pd.Series, after: pd.Series, before: pd.Series, both_n: int) -> float:
    apart = after["df"] + before["df"]
    strata_n = max(own["raters_n"] - own["df"] for own in (after, before))
    df = min(len(effect) - strata_n, apart) if both_n else apart
    if min(after["df"], before["df"]) < 1 or df < 1:
        return np.nan
    return float(stats.t.ppf((1 + CONFIDENCE) / 2, df) * np.sqrt((effect**2).sum()))


def _status(low: float, high: float) -> str:
    if np.isnan(low):
        return "not_computable"
    return "shown" if low > 0 or high < 0 else "no_difference"

"""Which points of a series over time are hidden, so that no mean over periods gives one of few people back."""

from __future__ import annotations

import pandas as pd

from cxkit.report.subtraction import hidden_parts, is_few, safe_together

PAIR = ["pilot", "metric"]
PART = ["arm", "after"]


def hidden_points(points: pd.DataFrame, *, minimum_n: int) -> tuple[pd.Series, set[tuple[str, str]]]:
    """Say per point of the arms of pilots, and of all, whether it is hidden, and which series go as a whole.

    Parameters
    ----------
    points : pilot ('' of all), metric, arm, period, people_n (nan where nobody says), after (the pilot's start).
    minimum_n : smallest number of people a shown point may stand for.

    Returns
    -------
    A mask, and the (pilot, metric) of which no set of hidden points was safe: of these every point is hidden.

    Notes
    -----
    A mean over the periods before, or after, is told elsewhere (a pilot's units against themselves). So one point of
    few people is hidden with others of the same arm and half until these are at least two that together are not few.
    The other arm's points of these periods go along: their difference is told by the event study.

    Examples
    --------
    >>> points = pd.DataFrame({"pilot": "p", "metric": "m", "arm": "pilot", "period": [1, 2, 3], "after": False,
    ...                        "people_n": [4.0, 40.0, 50.0]})
    >>> hidden_points(points, minimum_n=10)[0].tolist()
    [True, True, False]
    >>> mask, whole = hidden_points(points.head(1), minimum_n=10)
    >>> mask.tolist(), whole
    ([True], {('p', 'm')})
    """
    hidden, whole = is_few(points["people_n"], minimum_n), set()
    for pair, own in points[points["pilot"] != ""].groupby(PAIR, sort=False):
        found, safe = _hidden_of_pilot(own, minimum_n)
        hidden.loc[own.index] = found
        whole |= set() if safe else {pair}
    return hidden.astype(bool), whole


def _hidden_of_pilot(points: pd.DataFrame, minimum_n: int) -> tuple[pd.Series, bool]:
    """Return which points of a pilot's metric are hidden, and whether that is safe."""
    parts = points.assign(customers_n=points["people_n"], contacts_n=points["people_n"], top2_share=0.0)
    hidden = is_few(points["people_n"], minimum_n)
    before = None
    while before is None or not hidden.equals(before):
        before = hidden
        for _, own in parts.groupby(PART):
            if hidden[own.index].any():
                found = hidden_parts(own, minimum_n=minimum_n, hidden=hidden[own.index])
                hidden = hidden | found.reindex(hidden.index, fill_value=False)
        hidden = points["period"].isin(set(points.loc[hidden, "period"]))
    safe = all(_is_safe(own[hidden[own.index]], minimum_n) for _, own in parts.groupby(PART))
    return (hidden if safe else hidden | True), safe


def _is_safe(gone: pd.DataFrame, minimum_n: int) -> bool:
    """Say whether hidden points can be subtracted back, all at once, without harm; unknown numbers are not judged."""
    if gone.empty:
        return True
    if gone["people_n"].isna().all():
        return len(gone) > 1
    return safe_together(gone, minimum_n)


def hidden_totals(points: pd.DataFrame, hidden: pd.Series, *, minimum_n: int) -> pd.Series:
    """Say per point of all whether it goes along with points of arms in the same period.

    Parameters
    ----------
    points : as in `hidden_points`.
    hidden : points that are hidden already.
    minimum_n : smallest number of people a shown point may stand for.

    Notes
    -----
    It goes when it leaves few people less the arms that are shown, and when an arm is hidden and it holds hardly anyone
    but the arms: the mean of both arms together, period by period, helps to work out a hidden one.

    Examples
    --------
    >>> points = pd.DataFrame({"pilot": ["", "p", "p"], "metric": "m", "arm": ["all", "pilot", "control"], "period": 1,
    ...                        "people_n": [104.0, 50.0, 50.0]})
    >>> hidden_totals(points, pd.Series([False] * 3), minimum_n=10).tolist()
    [True, False, False]
    >>> points = points.assign(people_n=[100.0, 50.0, 50.0])
    >>> hidden_totals(points, pd.Series([False, True, True]), minimum_n=10).tolist()
    [True, False, False]
    """
    of_all = points["pilot"] == ""
    arms = points.assign(told_n=points["people_n"].where(~hidden, 0.0), away=hidden)[~of_all]
    sums = arms.groupby(["metric", "period"])[["people_n", "told_n", "away"]].sum()
    own = sums.reindex(pd.MultiIndex.from_frame(points[["metric", "period"]])).fillna(0).set_axis(points.index)
    few_left = is_few(points["people_n"] - own["told_n"], minimum_n)
    only_arms = (points["people_n"] - own["people_n"] < minimum_n) & (own["away"] > 0)
    return of_all & (few_left | only_arms)

"""Which measurements and which arms were known on a day, and the hash by which they are known again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from cxkit.baseline import WHOLE, fingerprint

UNDER_WAY_DAYS = 31
"""A period this long or shorter is known once it is over; a longer one is a survey, known on its first day."""
WHO = ["unit", "arm", "cluster", "assigned_at"]
PARTS_OF_ARMS = WHO[1:]
"""What of a unit has a hash of its own, by which it is told what changed without naming anybody."""


def rows_of(measurements: pd.DataFrame, metric: str, pilot: str) -> pd.DataFrame:
    """Return the measurements of a metric that belong to a pilot, or to none.

    Parameters
    ----------
    measurements : unit, period, metric, value, and where given pilot.
    metric : which values.
    pilot : its name, or WHOLE for measurements of none.

    Examples
    --------
    >>> rows = pd.DataFrame({"metric": "m", "pilot": ["p", None], "value": [1.0, 2.0]})
    >>> rows_of(rows, "m", WHOLE)["value"].tolist()
    [2.0]
    """
    of_metric = measurements[measurements["metric"].eq(metric) & measurements["value"].notna()]
    if "pilot" not in of_metric:
        return of_metric if pilot == WHOLE else of_metric.iloc[:0]
    return of_metric[of_metric["pilot"].isna() if pilot == WHOLE else of_metric["pilot"].eq(pilot)]


def known(rows: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return the rows of periods that were known on a day.

    Parameters
    ----------
    rows : period (first day) and what was measured in it, of one metric.
    today : the day; weeks and months that were not over by then are left out.

    Examples
    --------
    >>> rows = pd.DataFrame({"period": pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"])})
    >>> len(known(rows, date(2025, 3, 28))), len(known(rows, date(2025, 4, 1)))
    (2, 3)
    """
    begun = rows[rows["period"] <= pd.Timestamp(today)]
    periods = begun["period"].drop_duplicates().sort_values()
    if len(periods) < 2:
        return begun
    step = periods.diff().median()
    under_way = step <= pd.Timedelta(days=UNDER_WAY_DAYS) and periods.iloc[-1] + step > pd.Timestamp(today)
    return begun[begun["period"] < periods.iloc[-1]] if under_way else begun


def hash_of_rows(rows: pd.DataFrame) -> str:
    """Return the hash of what was measured, in whatever order the rows stand.

    Parameters
    ----------
    rows : unit, period and value, of one metric.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit": ["a", "b"], "period": pd.to_datetime(["2025-01-01"] * 2), "value": [1.0, 2.0]})
    >>> hash_of_rows(rows) == hash_of_rows(rows[::-1]), hash_of_rows(rows) == hash_of_rows(rows.assign(value=1.0))
    (True, False)
    """
    days = rows["period"].dt.strftime("%Y-%m-%d")
    told = zip(rows["unit"].astype(str), days, rows["value"].astype(float), strict=True)
    return fingerprint(sorted(map(list, told)))


def assignment_of(measurements: pd.DataFrame, pilot: str, today: date, *, stepped: bool = False) -> pd.DataFrame:
    """Return who was in which arm of a pilot, as known on a day.

    Parameters
    ----------
    measurements : unit, period, metric, and where given pilot, arm, cluster, assigned_at.
    pilot : its name.
    today : the day; units first measured after it, or assigned after it, were not known then.
    stepped : assigned_at is the day on which a unit's turn comes, which is known before.

    Returns
    -------
    unit, arm, cluster, assigned_at as text ('' of none), one row per unit.

    Examples
    --------
    >>> periods = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-02-01"])
    >>> arms = ["pilot", "pilot", "control"]
    >>> rows = pd.DataFrame({"unit": ["a", "a", "b"], "period": periods, "metric": "m", "arm": arms})
    >>> assignment_of(rows, "p", date(2025, 1, 15))["unit"].tolist()
    ['a']
    """
    if "arm" not in measurements:
        return pd.DataFrame(columns=WHO)
    mine = measurements["pilot"].eq(pilot) if "pilot" in measurements else True
    rows = _known_by(measurements[measurements["arm"].notna() & mine], today)
    none = pd.Series(pd.NaT, index=rows.index)
    days = pd.to_datetime(rows["assigned_at"]) if "assigned_at" in rows else none
    told = rows.assign(cluster=rows.get("cluster", ""), assigned_at=days.dt.strftime("%Y-%m-%d"))
    told = told if stepped else told[~(days > pd.Timestamp(today))]
    return told[WHO].astype(object).where(told[WHO].notna(), "").drop_duplicates().sort_values(WHO, ignore_index=True)


def _known_by(rows: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return the rows known by a day; which periods were over then differs by metric."""
    return pd.concat([known(part, today) for _metric, part in rows.groupby("metric", sort=False)] or [rows])


def arms_of(who: pd.DataFrame) -> dict[str, Any]:
    """Return what is frozen of who is in which arm: numbers and hashes, and nobody's name.

    Parameters
    ----------
    who : of `assignment_of`.

    Returns
    -------
    units_n, pilot_n, control_n, clusters_n (0 where no unit has one), sha256 of all and parts: sha256 of units with
    each of PARTS_OF_ARMS.
    """
    arms = who.drop_duplicates("unit")["arm"].value_counts()
    clusters = who.loc[who["cluster"].astype(str).ne(""), "cluster"]
    return {
        "units_n": int(who["unit"].nunique()), "pilot_n": int(arms.get("pilot", 0)),
        "control_n": int(arms.get("control", 0)), "clusters_n": int(clusters.nunique()),
        "sha256": hash_of_assignment(who), "parts": {part: _hash_of_part(who, part) for part in PARTS_OF_ARMS},
    }  # fmt: skip


def _hash_of_part(who: pd.DataFrame, part: str) -> str:
    rows = who[["unit", part]].astype(str).drop_duplicates()
    return fingerprint(sorted(map(list, rows.itertuples(index=False))))


def hash_of_assignment(who: pd.DataFrame) -> str:
    """Return the hash of who is in which arm; '' of nobody.

    Parameters
    ----------
    who : of `assignment_of`.
    """
    return fingerprint([list(map(str, row)) for row in who[WHO].itertuples(index=False)]) if len(who) else ""

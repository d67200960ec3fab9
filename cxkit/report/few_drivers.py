"""What models of drivers tell of few: segments by subtraction, levels, leavers, and customers left out of a model."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxkit.report.few_segments import hidden_segments, safe_outcome
from cxkit.report.subtraction import hidden_parts, is_few
from cxkit.settings.drivers import CHURN

ALL, TOTAL = "all", "all"
MODEL = ["outcome", "model"]
PAIR = ["what_if", "outcome"]
OF_EVENTS = ("events_n", "base_share", "events_per_column")
OF_CUSTOMERS = ("customers_n", "given_n", "known_n", "dropped_n", "base_share", "eur_per_1000")
MEANS = ("points", "points_low", "points_high")
SAME_AS_POINTS = ("adjusted", "corrected")  # readings that are the mean over the segment which a what-if shows
WHAT_IF_FINDINGS = ("what_if_value", "what_if_points", "what_if_customers", "risk_ratio")
FINDINGS = {
    "together": ("driver_gain:{outcome}",),
    "what_ifs": tuple(f"{name}:{{driver}}:{{segment}}:{{outcome}}" for name in WHAT_IF_FINDINGS),
    "causes": ("reading_points:{reading}:{driver}:{segment}:{outcome}",),
    "drivers": ("driver_points:{outcome}:{model}:{driver}{level}",),
    "importance": ("importance:{outcome}:{model}:{driver}",),
    "quality": ("quality:{outcome}:{model}:{measure}",),
}
Frames = Mapping[str, pd.DataFrame]
Masks = Mapping[str, pd.Series]


def hidden_of_drivers(frames: Frames, masks: Masks, minimum_n: int) -> dict[str, pd.Series]:
    """Return which rows of driver_modelling are hidden, those included that were hidden before.

    Parameters
    ----------
    frames : of a `DriverResult`; of other results nothing is returned.
    masks : per frame, the rows that are hidden already.
    minimum_n : smallest number of customers a shown row may have.
    """
    if "what_ifs" not in frames:
        return {}
    few = _models(frames["outcomes"], few_events(frames["outcomes"], minimum_n))
    found = {"what_ifs": _what_ifs(frames, masks["what_ifs"], few, minimum_n)}
    gone = _among(frames["causes"], PAIR, frames["what_ifs"][found["what_ifs"]])
    found["together"] = _together(frames, masks["together"], found["what_ifs"], few, minimum_n)
    found["causes"] = masks["causes"] | gone | _same_means(frames, minimum_n)
    found["drivers"] = masks["drivers"] | _few_levels(frames["drivers"], minimum_n)
    found["quality"] = masks["quality"] | _few_of(frames["quality"], minimum_n)
    found["calibration"] = _bins(frames["calibration"], masks["calibration"], minimum_n)
    return found


def without_few_of_drivers(frames: Frames, *, total_n: float | None, minimum_n: int) -> Frames:
    """Return the frames of driver_modelling without figures of few in rows that are shown otherwise.

    Parameters
    ----------
    frames : of a `DriverResult`; those of other results stay as they are.
    total_n : all customers, which the words tell.
    """
    if "what_ifs" not in frames:
        return frames
    events = _models(frames["outcomes"], few_events(frames["outcomes"], minimum_n))
    counts = uncounted(frames, total_n=total_n, minimum_n=minimum_n)
    held = _few_held(frames, minimum_n)
    made = {name: _without_counts(frame, counts) for name, frame in frames.items()}
    made["outcomes"] = _blank(made["outcomes"], OF_EVENTS, _of(made["outcomes"], events))
    made["stops"] = _blank(made["stops"], ("value",), _of(made["stops"], events) & _is(made["stops"], "few_events"))
    made["what_ifs"] = _blank(_without_few_moved(made["what_ifs"], frames["what_ifs"], minimum_n), MEANS,
                              _of(made["what_ifs"], held))  # fmt: skip
    made["drivers"] = _without_few_blanks(made["drivers"], frames["drivers"], minimum_n)
    made["importance"] = _without_few_done(frames["importance"], made["importance"], minimum_n)
    return made


def without_few_answered(facts: Mapping[str, float], minimum_n: int) -> dict[str, int]:
    """Return what to put in the place of a number of answering customers that is few, or leaves few.

    >>> without_few_answered({"customers_n": 900, "answered_n": 895}, 10)
    {'answered_n': 0}
    """
    if not {"customers_n", "answered_n"} <= set(facts):
        return {}
    n = pd.Series([facts["answered_n"], facts["customers_n"] - facts["answered_n"]])
    return {"answered_n": 0} if is_few(n, minimum_n).any() else {}


def hidden_findings(frames: Frames, shown: Frames, masks: Masks) -> tuple[set[str], set[str]]:
    """Return the names of findings that are hidden, and of those that do not tell their number of customers.

    Parameters
    ----------
    frames : as analysis handed them over.
    shown : the same after `without_few_of_drivers`.
    masks : per frame, the rows that are hidden.
    """
    if "what_ifs" not in frames:
        return set(), set()
    gone = {name for frame in FINDINGS for name in finding_names(frame, frames[frame][masks[frame]])}
    no_means = frames["what_ifs"]["points"].notna() & shown["what_ifs"]["points"].isna()
    gone |= {name for name in finding_names("what_ifs", frames["what_ifs"][no_means]) if name.startswith("what_if_p")}
    silent = {frame: frames[frame]["customers_n"].notna() & shown[frame]["customers_n"].isna() for frame in FINDINGS}
    return gone, {name for frame in FINDINGS for name in finding_names(frame, frames[frame][silent[frame]])}


def finding_names(frame: str, rows: pd.DataFrame) -> list[str]:
    """Return what the findings of rows are called.

    >>> finding_names("drivers", pd.DataFrame([{"outcome": "churn", "model": "all", "driver": "sex", "level": "f"}]))
    ['driver_points:churn:all:sex=f']
    """
    if frame == "together":
        return ["driver_gain" if name == TOTAL else f"driver_gain:{name}" for name in rows["outcome"]]
    labelled = rows.assign(level="=" + rows["level"]).replace({"level": {"=": ""}}) if "level" in rows else rows
    return [name.format(**row) for row in labelled.to_dict("records") for name in FINDINGS[frame]]


def few_events(rows: pd.DataFrame, minimum_n: int) -> pd.Series:
    """Say per row whether few did, or few did not; also of those who are in 'all' and not in 'answered'.

    >>> rows = pd.DataFrame({"outcome": "churn", "model": ["all", "answered"], "customers_n": [900, 400],
    ...                      "events_n": [90, 85]})
    >>> few_events(rows, 10).tolist()
    [False, True]
    """
    if rows.empty:
        return pd.Series(False, index=rows.index)
    whole = rows[rows["model"] == ALL].drop_duplicates("outcome").set_index("outcome")
    rest = pd.DataFrame({n: rows["outcome"].map(whole[n]) - rows[n] for n in ("events_n", "customers_n")})
    return _few_of(rows, minimum_n) | _few_of(rest, minimum_n)


def uncounted(frames: Frames, *, total_n: float | None, minimum_n: int) -> set[tuple[str, str]]:
    """Return the models whose number of customers would tell of few: left out, or holding the product already."""
    rows, given = frames["outcomes"], frames["drivers"].drop_duplicates(MODEL)
    if rows.empty:
        return set()
    beside = given.set_index(MODEL)["given_n"].reindex(pd.MultiIndex.from_frame(rows[MODEL])).to_numpy(float)
    whole = rows[rows["model"] == ALL].drop_duplicates("outcome").set_index("outcome")["customers_n"]
    above = (beside, rows["outcome"].map(whole), np.nan if total_n is None else float(total_n))
    close = [is_few(n - rows["customers_n"].astype(float), minimum_n) for n in above]
    return _models(rows, close[0] | close[1] | close[2]) | _few_held(frames, minimum_n)


def _few_held(frames: Frames, minimum_n: int) -> set[tuple[str, str]]:
    """Return the models of products that all but few of the customers of churn are in: few have the product."""
    found = set()
    for name, column in (("outcomes", "customers_n"), ("drivers", "given_n")):
        rows = frames[name].drop_duplicates(MODEL)
        churn = rows[rows["outcome"] == CHURN].set_index("model")[column]
        found |= _models(rows, is_few(rows["model"].map(churn).astype(float) - rows[column].astype(float), minimum_n))
    return found


def _few_of(rows: pd.DataFrame, minimum_n: int) -> pd.Series:
    if rows.empty or "events_n" not in rows:
        return pd.Series(False, index=rows.index)
    did, every = rows["events_n"].astype(float), rows["customers_n"].astype(float)
    return is_few(did, minimum_n) | is_few(every - did, minimum_n)


def _models(rows: pd.DataFrame, which: pd.Series) -> set[tuple[str, str]]:
    return set(rows.loc[which, MODEL].itertuples(index=False, name=None))


def _of(rows: pd.DataFrame, models: set[tuple[str, str]]) -> pd.Series:
    """Say per row whether it is of one of these models; where the model is not told, of one of their outcomes."""
    if "outcome" not in rows:
        return pd.Series(False, index=rows.index)
    if "model" not in rows:
        return rows["outcome"].isin({outcome for outcome, _ in models} | ({TOTAL} if models else set()))
    return pd.Series([row in models for row in zip(rows["outcome"], rows["model"], strict=True)], rows.index, bool)


def _is(stops: pd.DataFrame, reason: str) -> pd.Series:
    return stops["reason"] == reason


def _among(rows: pd.DataFrame, names: list[str], others: pd.DataFrame) -> pd.Series:
    keys = set(others[names].itertuples(index=False, name=None))
    return pd.Series([key in keys for key in rows[names].itertuples(index=False, name=None)], rows.index, bool)


def _what_ifs(frames: Frames, hidden: pd.Series, few: set[tuple[str, str]], minimum_n: int) -> pd.Series:
    rows = frames["what_ifs"]
    if rows.empty:
        return hidden
    hidden = hidden | is_few(rows["changed_n"].astype(float), minimum_n) | _of(rows, few)
    return hidden_segments(rows, hidden, totals=_totals(frames), minimum_n=minimum_n)


def _totals(frames: Frames) -> dict[tuple[str, str], float]:
    """Return the customers of each model."""
    return {(row.outcome, row.model): float(row.customers_n) for row in frames["outcomes"].itertuples()}


def _together(
    frames: Frames, hidden: pd.Series, changes: pd.Series, few: set[tuple[str, str]], minimum_n: int
) -> pd.Series:
    """Say per outcome whether it would tell a hidden what-if; all outcomes together go when one of them does."""
    rows, what_ifs = frames["together"], frames["what_ifs"]
    if rows.empty:
        return hidden
    told = {
        name
        for name, own in what_ifs.groupby("outcome")
        if not safe_outcome(own, changes[own.index], totals=_totals(frames), minimum_n=minimum_n)
    } | set(what_ifs.loc[_of(what_ifs, few), "outcome"])
    hidden, whole = hidden | rows["outcome"].isin(told), rows["outcome"] == TOTAL
    return hidden | whole & (hidden[~whole].any() or bool(told))


def _same_means(frames: Frames, minimum_n: int) -> pd.Series:
    causes = frames["causes"]
    return _of(causes, _few_held(frames, minimum_n)) & causes["reading"].isin(SAME_AS_POINTS)


def _few_levels(drivers: pd.DataFrame, minimum_n: int) -> pd.Series:
    """Say per column of a model whether few customers have that label, or differ from all others."""
    if "level_n" not in drivers:
        return pd.Series(False, index=drivers.index)
    return is_few(drivers["level_n"].astype(float), minimum_n)


def _bins(bins: pd.DataFrame, hidden: pd.Series, minimum_n: int) -> pd.Series:
    """Say per bin whether it is hidden: few did or did not, or it goes along, as their total is known."""
    if bins.empty or "events_n" not in bins:
        return hidden
    did = bins["events_n"].astype(float)
    for part in bins.groupby(MODEL).groups.values():
        for n in (did[part], bins.loc[part, "customers_n"].astype(float) - did[part]):
            followed = hidden_n(n, hidden[part], minimum_n=minimum_n)
            hidden = hidden | followed.reindex(bins.index, fill_value=False)
    return hidden


def hidden_n(n: pd.Series, hidden: pd.Series, *, minimum_n: int) -> pd.Series:
    """Say per number of customers, whose sum is known, whether it is hidden; nobody (0) needs no hiding.

    >>> hidden_n(pd.Series([0, 3, 12, 500]), pd.Series([False] * 4), minimum_n=10).tolist()
    [False, True, True, False]
    """
    parts = pd.DataFrame({"customers_n": n.astype(float).where(n > 0), "top2_share": 0.0})
    return hidden_parts(parts, minimum_n=minimum_n, hidden=hidden)


def _blank(frame: pd.DataFrame, names: tuple[str, ...], rows: pd.Series) -> pd.DataFrame:
    return frame.assign(**{name: frame[name].astype(float).mask(rows) for name in names if name in frame})


def _without_counts(frame: pd.DataFrame, models: set[tuple[str, str]]) -> pd.DataFrame:
    return _blank(frame, OF_CUSTOMERS, _of(frame, models)) if models else frame


def _without_few_moved(frame: pd.DataFrame, whole: pd.DataFrame, minimum_n: int) -> pd.DataFrame:
    still_n = whole["customers_n"].astype(float) - whole["changed_n"].astype(float)
    return _blank(frame, ("changed_n",), is_few(still_n, minimum_n))


def _without_few_blanks(frame: pd.DataFrame, whole: pd.DataFrame, minimum_n: int) -> pd.DataFrame:
    """Return the drivers without numbers of customers that differ by few, and without how many have a level."""
    given, known, used = (whole[name].astype(float) for name in ("given_n", "known_n", "customers_n"))
    few = is_few(given - known, minimum_n) | is_few(known - used, minimum_n)
    kept = _blank(frame, ("known_n", "dropped_n"), few)
    return kept.assign(level_n=np.nan) if "level_n" in kept else kept


def _without_few_done(whole: pd.DataFrame, frame: pd.DataFrame, minimum_n: int) -> pd.DataFrame:
    """Return the importance without a share of customers, doing well or not, that stands for few."""
    have_n = (whole["performance"].astype(float) * whole["customers_n"].astype(float)).round()
    few = is_few(have_n, minimum_n) | is_few(whole["customers_n"].astype(float) - have_n, minimum_n)
    return _blank(frame, ("performance",), few)

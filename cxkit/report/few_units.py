"""What a client may see of pilots: nothing of an arm of few customers, and nothing that gives it away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from cxkit.analysis.impact_result import ImpactResult
from cxkit.report.disclosure import blanked
from cxkit.report.few_points import hidden_points, hidden_totals
from cxkit.report.subtraction import is_few
from cxkit.result import Finding

PEOPLE = ("customers", "contacts", "employees")  # units that are people, or at least as many as people
ARMS = ("pilot", "control")
OF_THE_PLAN = (  # checks that say nothing of customers' figures
    "no_baseline", "baseline_changed", "data_changed", "assignment_changed", "plan_changed", "expectation_late",
    "assignment_late", "pilot_before_baseline", "no_control", "other_rule",
)  # fmt: skip
KEPT = {
    "pilots": ("expected", "expected_low", "expected_high", "smallest_worth", "expected_eur_year", "periods_before_n",
               "periods_after_n"),
    "guardrails": ("margin",), "bands": ("target",), "sizing": ("smallest_worth",),
    "looks": ("share", "bound", "spent"),
}  # fmt: skip
HIDDEN_WORDS = {
    "pilots": {"verdict": "hidden", "reason": "", "advice": "hidden", "advice_reason": "", "label": "", "method": "",
               "inference": "", "eur_label": ""},
    "guardrails": {"status": "hidden"},
    "spill_over": {"shown": False},
    "bands": {"outside": False, "improved": False},
}  # fmt: skip
OF_PILOTS = ("readings", "checks", "event_study", "series", "sizing", "looks", "guardrails", "spill_over")
JUDGED = ("exceeded", "achieved", "missed")


def protect_units(result: ImpactResult, *, audience: str, minimum_n: int) -> ImpactResult:
    """Return what impact_measurement found as its reader may see it; a consultant sees all.

    Parameters
    ----------
    result : of impact_measurement.
    audience : 'client' or 'consultant'.
    minimum_n : smallest number of customers (or other people) a shown arm may have.

    Returns
    -------
    The result whose frames have the column `hidden`. For a client:

    - a pilot with an arm of few people keeps its row and its plan; what was measured is blank, of both arms, and so
      are words that come from it: verdict and advice are 'hidden', their reasons '', unless it has not begun.
      Its rows in other frames are left out, but for checks of the plan and of its baseline;
    - of a metric beside it (guardrail, neighbouring journey) that few people were measured on, the effect is blank and
      the series is left out;
    - a point in time of few people is blank in both arms, with a second one before (or after) the pilot's start, so
      that means over all periods do not give it back; without a second one the whole pilot goes;
    - what is frozen of a metric that only few people were measured on, and what a pilot is sized by, is blank, also
      where nobody is in an arm yet;
    - with it go its difference in the event study (all of these where it is what they are compared with), estimates
      of looks in between, and the band and the baseline of a metric that rest on it;
    - what is followed of all goes where it less the arms that are shown leaves few, and where an arm is hidden and it
      holds hardly anyone but the arms.

    For every reader, figures of a pilot of which nobody says how many customers stand behind it have status 'review'.

    Notes
    -----
    People behind an arm are its customers where these are known, and its units where these are people: the smaller of
    both. Employees count as people.
    """
    known = replace(result, findings=reviewed(result.findings, result.pilots))
    if audience == "consultant":
        names = ("pilots", "bands", "baseline", *OF_PILOTS)
        return replace(known, **{name: getattr(result, name).assign(hidden=False) for name in names})
    hidden = _hidden(result, minimum_n)
    pilots, metrics = hidden.pilots, hidden.metrics
    frames = {name: _without(name, getattr(result, name), pilots) for name in OF_PILOTS}
    shown = {name: _blank(name, frame, _mask(name, frame, hidden)) for name, frame in frames.items()}
    shown["series"] = shown["series"][~_among(shown["series"], hidden.pairs)]
    shown["event_study"] = shown["event_study"][~shown["event_study"]["hidden"]]
    thin = {"bands": metrics, "baseline": metrics | _of_few_frozen(result, minimum_n)}
    shown |= {
        name: _blank(name, frame := getattr(result, name), frame["metric"].isin(own)) for name, own in thin.items()
    }
    shown["pilots"] = _blank("pilots", result.pilots, result.pilots["pilot"].isin(pilots))
    found = tuple(f.hidden() if _is_of(f, hidden) or _is_of_few(f, minimum_n) else f for f in known.findings)
    return replace(
        known, **{name: frame.reset_index(drop=True) for name, frame in shown.items()}, findings=found,
        facts=_facts(result, pilots),
    )  # fmt: skip


@dataclass(frozen=True)
class Hidden:
    """What is hidden: pilots, metrics beside pilots, metrics of all, and points (rows of the series).

    pilots : names.
    pairs : (pilot, metric) of which every point goes, and the effect.
    metrics : of which band and baseline go.
    points : pilot, metric, period of single points of pilots that are shown.
    rows : of the series, that are hidden.
    sized : pilots sized by few people.
    """

    pilots: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    metrics: frozenset[str]
    points: pd.DataFrame
    rows: pd.Series
    sized: frozenset[str]


def people_n(pilots: pd.DataFrame) -> pd.DataFrame:
    """Return how many people stand behind each arm of each pilot, at most; nan where nobody says.

    Parameters
    ----------
    pilots : pilot, units, and per arm pilot_n, control_n (units), pilot_customers_n, control_customers_n.

    Returns
    -------
    Columns pilot and control, by name of the pilot.

    Examples
    --------
    >>> rows = pd.DataFrame({"pilot": ["a", "b"], "units": ["customers", "teams"], "pilot_n": [40, 12],
    ...                      "control_n": [9, 12], "pilot_customers_n": [None, 300], "control_customers_n": None})
    >>> people_n(rows).to_numpy().tolist()
    [[40.0, 9.0], [300.0, nan]]
    """
    of_people = pilots["units"].isin(PEOPLE)
    counts = {
        arm: pd.concat([pilots[f"{arm}_customers_n"], pilots[f"{arm}_n"].astype(float).where(of_people)], axis=1)
        .astype(float)
        .min(axis=1)
        for arm in ARMS
    }
    return pd.DataFrame(counts).set_axis(pilots["pilot"].tolist(), axis=0)


def reviewed(findings: Collection[Finding], pilots: pd.DataFrame) -> tuple[Finding, ...]:
    """Return findings of which those are to be looked at by a person whose pilot has unknown customers behind it."""
    measured = pilots[pilots["pilot_n"].astype(float).fillna(0) > 0]
    counts = people_n(measured)
    empty = measured.set_axis(counts.index)["control_n"].astype(float).fillna(0).eq(0)
    unknown = counts["pilot"].isna() | (counts["control"].isna() & ~empty)
    names = set(counts.index[unknown])
    return tuple(replace(f, status="review") if f.status == "shown" and _is_of_pilot(f, names) else f for f in findings)


def _hidden(result: ImpactResult, minimum_n: int) -> Hidden:
    """Return what a client may not see."""
    pilots, points = result.pilots, _points(result)
    few = people_n(pilots).apply(lambda arm: is_few(arm, minimum_n)).any(axis=1)
    blank, whole = hidden_points(points, minimum_n=minimum_n)
    judged_on = pilots[["pilot", "metric"]]
    gone = frozenset(few.index[few]) | {pilot for pilot, _ in whole & set(_tuples(judged_on))}
    blank |= points["pilot"].isin(gone)
    blank |= hidden_totals(points, blank, minimum_n=minimum_n)
    single = points[blank & ~points["pilot"].isin(gone)].merge(judged_on)
    sized = _sized_by_few(result, minimum_n)
    return Hidden(gone, frozenset(whole), frozenset(_thin_metrics(points, blank)), single, blank, sized)


def _sized_by_few(result: ImpactResult, minimum_n: int) -> frozenset[str]:
    """Return the pilots whose spread before the start is that of few people."""
    sizing, units = result.sizing, dict(zip(result.pilots["pilot"], result.pilots["units"], strict=True))
    few = sizing["pilot"].map(units).isin(PEOPLE) & is_few(sizing["units_n"].astype(float), minimum_n)
    return frozenset(sizing.loc[few, "pilot"])


def _of_few_frozen(result: ImpactResult, minimum_n: int) -> frozenset[str]:
    """Return the metrics of which what was frozen is of few people: measured by pilots, and not as a whole."""
    frozen, units = result.baseline, result.pilots[["pilot", "units"]]
    judged_on = result.pilots[["metric", "units"]]
    beside = result.series[["metric", "pilot"]].drop_duplicates().merge(units, on="pilot")
    measured = pd.concat([judged_on, beside[["metric", "units"]]])
    of_people = set(measured.loc[measured["units"].isin(PEOPLE), "metric"])
    if units["units"].isin(PEOPLE).any():
        of_people |= set(frozen["metric"]) - set(measured["metric"])
    of_people -= set(result.series.loc[result.series["pilot"] == "", "metric"])
    few = frozen["metric"].isin(of_people) & is_few(frozen["units_n"].astype(float), minimum_n)
    return frozenset(frozen.loc[few, "metric"])


def _points(result: ImpactResult) -> pd.DataFrame:
    """Return the series with the people behind each point, at most, and whether it lies after the pilot's start."""
    series, pilots = result.series, result.pilots
    units, starts_at = (dict(zip(pilots["pilot"], pilots[name], strict=True)) for name in ("units", "starts_at"))
    of_people = series["pilot"].map(units).isin(PEOPLE)
    units_n = series["units_n"].astype(float).where(of_people)
    people = pd.concat([series["customers_n"].astype(float), units_n], axis=1).min(axis=1)
    starts = pd.to_datetime(series["pilot"].map(starts_at))
    return series.assign(people_n=people, after=pd.to_datetime(series["period"]).ge(starts))


def _thin_metrics(points: pd.DataFrame, blank: pd.Series) -> set[str]:
    """Return the metrics of which a point is hidden in what their band rests on: all, or the pilots that measure it."""
    of_all = set(points.loc[points["pilot"] == "", "metric"])
    rests_on = (points["pilot"] == "") | ~points["metric"].isin(of_all)
    return set(points.loc[blank & rests_on, "metric"])


def _tuples(frame: pd.DataFrame) -> list[tuple]:
    return list(frame.itertuples(index=False, name=None))


def _among(frame: pd.DataFrame, pairs: Collection[tuple[str, str]]) -> pd.Series:
    """Say per row whether its pilot and metric are among pairs."""
    return pd.Series([pair in pairs for pair in _tuples(frame[["pilot", "metric"]])], index=frame.index, dtype=bool)


def _without(name: str, frame: pd.DataFrame, pilots: Collection[str]) -> pd.DataFrame:
    """Return a frame without hidden pilots; what was checked of their plan stays, but for the numbers in their arms."""
    gone = frame["pilot"].isin(pilots)
    if name != "checks":
        return frame[~gone]
    told = frame["about"].mask(gone & frame["check"].eq("assignment_changed"), "")
    return frame.assign(about=told)[~gone | frame["check"].isin(OF_THE_PLAN)]


def _mask(name: str, frame: pd.DataFrame, hidden: Hidden) -> pd.Series:
    """Say per row of a frame without hidden pilots whether it is hidden."""
    if name == "series":
        return hidden.rows[frame.index]
    if name == "event_study":
        return _tells_of(frame, hidden.points)
    if name == "looks":
        return frame["pilot"].isin(set(hidden.points["pilot"]))
    if name == "sizing":
        return frame["pilot"].isin(hidden.sized)
    if name in ("guardrails", "spill_over"):
        return _among(frame, hidden.pairs)
    return pd.Series(False, index=frame.index)


def _tells_of(event_study: pd.DataFrame, points: pd.DataFrame) -> pd.Series:
    """Say per difference whether it tells of a hidden point: that of its own period, or one all are compared with."""
    hidden = set(_tuples(points[["pilot", "period"]]))
    own = [pair in hidden for pair in _tuples(event_study[["pilot", "period"]])]
    at = pd.Series(own, index=event_study.index, dtype=bool)
    compared = event_study.loc[at & event_study["reference"].astype(bool), "pilot"]
    return at | event_study["pilot"].isin(set(compared))


def _blank(name: str, frame: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    """Return a frame whose hidden rows hold neither figures nor words that come from figures."""
    if not hidden.any():
        return frame.assign(hidden=False)
    begun = hidden & frame["stage"].ne("planned") if name == "pilots" else hidden
    words = {word: frame[word].astype(object).mask(begun, empty) for word, empty in HIDDEN_WORDS.get(name, {}).items()}
    return blanked(frame.assign(**words), hidden).assign(**{column: frame[column] for column in KEPT.get(name, ())})


def _is_of(finding: Finding, hidden: Hidden) -> bool:
    """Say whether a finding is of a hidden pilot, metric, or metric beside a pilot."""
    about = finding.name.partition(":")[2]
    beside = (finding.notes.get("pilot"), finding.notes.get("metric")) in hidden.pairs
    beside |= about in {f"{pilot}:{metric}" for pilot, metric in hidden.pairs}
    return _is_of_pilot(finding, hidden.pilots) or about in hidden.metrics or beside


def _is_of_pilot(finding: Finding, pilots: Collection[str]) -> bool:
    about = finding.name.partition(":")[2]
    return finding.notes.get("pilot") in pilots or any(about == p or about.startswith(f"{p}:") for p in pilots)


def _is_of_few(finding: Finding, minimum_n: int) -> bool:
    return finding.customers_n is not None and 0 < finding.customers_n < minimum_n


def _facts(result: ImpactResult, gone: Collection[str]) -> Mapping[str, object]:
    """Return the facts; a pilot whose verdict is hidden does not count as judged."""
    judged = result.pilots["pilot"].isin(gone) & result.pilots["verdict"].isin(JUDGED)
    own = {"judged_n": result.facts["judged_n"] - int(judged.sum())} if "judged_n" in result.facts else {}
    return {**result.facts, **own}

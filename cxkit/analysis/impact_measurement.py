"""The whole of notebook impact_measurement: checked measurements, a frozen baseline and settings in, one result out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.impact.before import frozen_before
from cxkit.analysis.impact.findings import findings_of
from cxkit.analysis.impact.followed import bands, series
from cxkit.analysis.impact.judged import Judged, judged
from cxkit.analysis.impact.outside import outside_events
from cxkit.analysis.impact.prepare import pilot_data
from cxkit.analysis.impact.trust import baseline_checks, dropped_pilots
from cxkit.analysis.impact_result import COLUMNS, ImpactResult
from cxkit.baseline import Baseline
from cxkit.settings.impact import ImpactMeasurement

FROZEN = ["metric", "frozen_at", "units_n", "periods_n", "mean", "sd", "first", "last"]
ANEW = ["frozen_at", "replaced_at", "reason", "fingerprint"]
ROWS = ["table", "reason", "rows_n"]


def impact_measurement(
    measurements: pd.DataFrame,
    events: pd.DataFrame | None,
    baseline: Baseline | None,
    *,
    settings: ImpactMeasurement,
) -> ImpactResult:
    """Return what pilots brought, held against what was frozen before they began.

    Parameters
    ----------
    measurements : checked measurements: unit, period (first day), metric, value, and where given pilot, arm ('pilot' or
        'control'), assigned_at, cluster, customers_n.
    events : what happened outside: date, event, and where given pilot and arm; None without a log.
    baseline : what `read_baseline` found; None when nothing was frozen.
    settings : checked settings.

    Notes
    -----
    Every figure of a pilot is the pilot less what would have been without it; `effect.effect_of` says how that is
    estimated. What was measured between the freezing and the start is left out. A verdict is given only where the
    baseline stands as it was frozen and the design bears it.
    """
    found = {name: _of(name, measurements, baseline, settings) for name in settings.pilots}
    pilots = _of_rows("pilots", [one.row for one in found.values()]).assign(frozen_at=_frozen_at(baseline, settings))
    followed = series(measurements, settings=settings)
    return ImpactResult(
        pilots=pilots,
        readings=_stacked(found, "readings"),
        checks=_stacked(found, "checks"),
        event_study=_stacked(found, "event_study"),
        series=followed,
        bands=bands(followed, baseline, settings=settings),
        sizing=_of_rows("sizing", [{"pilot": name, **one.sizing} for name, one in found.items()]),
        looks=_stacked(found, "looks"),
        guardrails=_stacked(found, "guardrails"),
        spill_over=_stacked(found, "spill_over"),
        events=outside_events(events, settings.planned),
        baseline=_frozen(baseline),
        anew=pd.DataFrame([dict(one) for one in (baseline.anew if baseline else ())], columns=ANEW),
        rows=pd.DataFrame(columns=ROWS),
        findings=findings_of(pilots, settings=settings),
        facts=_facts(measurements, pilots, baseline, settings),
    )


def _of(name: str, measurements: pd.DataFrame, baseline: Baseline | None, settings: ImpactMeasurement) -> Judged:
    plan = settings.planned[name]
    checks = baseline_checks(pilot_data(measurements, name, plan), measurements, baseline, settings=settings)
    known = frozen_before(measurements, name, plan, baseline)
    earlier, ends = _looks_frozen(name, baseline)
    return judged(pilot_data(known, name, plan), known, checks, settings=settings, earlier=earlier, ends=ends)


def _looks_frozen(name: str, baseline: Baseline | None) -> tuple[list[str], list[str]]:
    """Return the looks and the last days of a pilot that were ever planned: a plan that moves on has been looked at."""
    plans = [one.pilots[name] for one in (baseline.held if baseline else ()) if name in one.pilots]
    return sorted({look for plan in plans for look in plan.get("looks", [])}), sorted({p["ends_at"] for p in plans})


def _stacked(found: Mapping[str, Judged], part: str) -> pd.DataFrame:
    """Return one frame of all pilots, each row with the pilot's name first."""
    frames = [getattr(one, part).assign(pilot=name) for name, one in found.items()]
    filled = [frame for frame in frames if len(frame)]
    frame = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()
    return frame.reindex(columns=list(COLUMNS[part]))


def _of_rows(part: str, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows of pilots as a frame that has its columns also without any."""
    return pd.DataFrame(list(rows)).reindex(columns=list(COLUMNS[part]))


def _frozen_at(baseline: Baseline | None, settings: ImpactMeasurement) -> list[str]:
    """Return per pilot the day on which its expectation was frozen; '' where it was not."""
    held: Mapping[str, Any] = baseline.pilots if baseline else {}
    return [str(held[name].get("frozen_at", baseline.frozen_at)) if name in held else "" for name in settings.pilots]


def _frozen(baseline: Baseline | None) -> pd.DataFrame:
    """Return what was frozen of each success factor."""
    if baseline is None:
        return pd.DataFrame(columns=FROZEN)
    rows = [{"metric": metric, "frozen_at": baseline.frozen_at, **kept} for metric, kept in baseline.factors.items()]
    return pd.DataFrame(rows).reindex(columns=FROZEN)


def _facts(
    measurements: pd.DataFrame, pilots: pd.DataFrame, baseline: Baseline | None, settings: ImpactMeasurement
) -> dict[str, Any]:
    measured: Sequence[str] = pilots["verdict"].tolist() if len(pilots) else []
    return {
        "fingerprint": baseline.fingerprint if baseline else "",
        "frozen_at": baseline.frozen_at if baseline else "",
        "freezings": tuple((one["frozen_at"], one["fingerprint"]) for one in baseline.freezings) if baseline else (),
        "dropped": tuple(dropped_pilots(baseline, settings=settings)) if baseline else (),
        "first_at": measurements["period"].min(),
        "last_at": measurements["period"].max(),
        "pilots_n": len(pilots),
        "judged_n": int(np.sum([verdict in ("exceeded", "achieved", "missed") for verdict in measured])),
    }

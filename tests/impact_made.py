"""A made-up but consistent result of impact_measurement: a pilot that worked, one that did not, one to come."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.impact.findings import findings_of
from cxkit.analysis.impact_result import STOPPING, ImpactResult
from cxkit.report.reader import Report, protect
from cxkit.result import Finding
from cxkit.settings.impact import ImpactMeasurement

NAN, NAT = float("nan"), pd.NaT
OWNER, CALLED, WELCOME = "Eén eigenaar per vraag", "Nabellen van criticasters", "Welkomstgesprek"
FINGERPRINT = "3f9a51c07b2e44d1a6c85d0e9f1b7a23c4d8e6f0517a92b3c6d4e8f10a2b3c4d"
ANEW = ["frozen_at", "replaced_at", "reason", "fingerprint"]
FREEZINGS = (("2025-03-28", "1" * 64), ("2025-04-18", "2" * 64), ("2025-12-18", FINGERPRINT))
REPEATS, SCORE, MINUTES, HAPPY = "herhaalverkeer", "cijfer", "afhandeltijd_minuten", "tevredenheid"
WEEKS = pd.date_range("2025-01-06", "2025-10-20", freq="7D")
WAVES = pd.to_datetime(["2024-12-02", "2025-03-03", "2025-06-02", "2025-09-01", "2025-12-01"])
MONTHS = pd.date_range("2024-01-01", "2025-12-01", freq="MS")
BY_VERDICT = {  # verdict: estimate, low, high, advice, reason, advice_reason
    "exceeded": (-0.081, -0.099, -0.063, "roll_out", "", "worth_it"),
    "achieved": (-0.0446, -0.0609, -0.0283, "roll_out", "", "worth_it"),
    "unclear": (-0.019, -0.043, 0.005, "extend", "interval", "not_shown_yet"),
    "missed": (-0.004, -0.015, 0.007, "stop", "", "not_worth_it"),
    "harm": (0.021, 0.008, 0.034, "stop", "", "harm"),
    "smaller": (-0.028, -0.044, -0.012, "adjust", "", "smaller_than_expected"),
}
CUSTOMERS = {OWNER: 30.0, "": NAN}  # of a unit
LONG = {
    OWNER: "Eén vaste eigenaar per klantvraag van eerste telefoontje tot en met de laatste brief",
    CALLED: "Nabellen van criticasters binnen twee werkdagen door een medewerker met mandaat",
}


def settings(**given: Any) -> ImpactMeasurement:
    """Return checked settings of the demo."""
    return ImpactMeasurement.check(given)


def reported(result: ImpactResult, **given: Any) -> Report:
    """Return the report of a made-up result whose files were read without a remark."""
    rows = pd.DataFrame(columns=["table", "file", "rows_in", "rows_used", "rows_set_aside", "reason"])
    return protect(result, settings=settings(**given), tables=SimpleNamespace(rows=rows, notes=[], hashes={}))


def made(verdict: str = "achieved") -> ImpactResult:
    """Return a result whose first pilot has this verdict: one of BY_VERDICT."""
    return judged(_whole(), *BY_VERDICT[verdict], verdict={"harm": "missed", "smaller": "missed"}.get(verdict, verdict))


def judged(
    found: ImpactResult, estimate: float, low: float, high: float, advice: str, reason: str, advice_reason: str, *,
    verdict: str, stage: str = "ended",
) -> ImpactResult:  # fmt: skip
    """Return a result whose first pilot was found to have this effect and verdict."""
    own = {
        "estimate": estimate, "low": low, "high": high, "advice": advice, "reason": reason, "stage": stage,
        "advice_reason": advice_reason, "verdict": verdict, "ratio": estimate / -0.05, "ratio_low": high / -0.05,
        "ratio_high": low / -0.05, "eur_year": NAN, "eur_low": NAN, "eur_high": NAN, "eur_label": "measured",
    }  # fmt: skip
    if low > 0 or high < 0:
        euros = [9_000 * own[name] for name in ("ratio", "ratio_low", "ratio_high")]
        own |= dict(zip(("eur_year", "eur_low", "eur_high"), euros, strict=True))
    main = found.readings["pilot"].eq(OWNER) & found.readings["main"]
    readings = with_rows(found.readings, main, {name: own[name] for name in ("estimate", "low", "high")})
    changed = replace(found, pilots=with_rows(found.pilots, found.pilots["pilot"].eq(OWNER), own), readings=readings)
    return replace(changed, findings=_findings(changed.pilots))


def stopped(reason: str) -> ImpactResult:
    """Return a result in which nothing can be said of the second pilot for this reason: one of STOPPING."""
    assert reason in STOPPING
    found = made()
    own = {
        "verdict": "unclear", "reason": reason, "advice": "extend", "advice_reason": "not_to_be_judged",
        "estimate": 0.6, "low": 0.4, "high": 0.8, "p": 0.0001, "ratio": 0.6, "ratio_low": 0.4, "ratio_high": 0.8,
        "eur_year": 9_000.0, "eur_low": 6_000.0, "eur_high": 12_000.0,
    }  # fmt: skip
    if reason == "no_control":
        own |= {"design": "alone", "control_n": 0, "method": "its", "inference": "hac"}
    if reason == "no_baseline":
        own |= {"frozen_at": ""}
    if reason in ("no_before", "no_spread", "too_few_units"):
        own |= dict.fromkeys(("estimate", "low", "high", "p", "ratio", "ratio_low", "ratio_high", "eur_year",
                              "eur_low", "eur_high"), NAN)  # fmt: skip
        own |= {"inference": "", "label": "", "eur_label": ""}
    told = {
        "status": "stops", "value": {"different_level": 0.41, "too_few_units": 3.0}.get(reason, NAN),
        "limit": {"different_level": 0.25, "too_few_units": 4.0}.get(reason, NAN),
        "p": 0.004 if reason in ("pre_trend", "placebo") else NAN,
    }  # fmt: skip
    at = found.checks["pilot"].eq(CALLED) & found.checks["check"].eq(reason)
    pilots = with_rows(found.pilots, found.pilots["pilot"].eq(CALLED), own)
    return replace(found, pilots=pilots, checks=with_rows(found.checks, at, told), findings=_findings(pilots))


def running() -> ImpactResult:
    """Return a result in which the first pilot is under way and nothing is shown yet."""
    found = judged(made(), -0.031, -0.068, 0.006, "extend", "running", "not_shown_yet", verdict="unclear",
                   stage="running")  # fmt: skip
    at = pd.Timestamp("2025-07-21")
    own = {"last_at": at, "periods_after_n": 12, "confidence": 0.9969}
    return replace(
        found, pilots=with_rows(found.pilots, found.pilots["pilot"].eq(OWNER), own), looks=found.looks.iloc[:1],
        event_study=found.event_study[found.event_study["pilot"].ne(OWNER) | found.event_study["period"].le(at)],
        series=found.series[found.series["pilot"].ne(OWNER) | found.series["period"].le(at)],
    )  # fmt: skip


def only_planned() -> ImpactResult:
    """Return a result in which no pilot has begun."""
    found = made()
    frames = {
        name: getattr(found, name)[getattr(found, name)["pilot"].eq(WELCOME)].reset_index(drop=True)
        for name in ("pilots", "readings", "checks", "event_study", "sizing", "looks", "guardrails", "spill_over")
    }
    series = found.series[found.series["pilot"].isin(["", WELCOME])].reset_index(drop=True)
    return replace(found, **frames, series=series, findings=(), facts=found.facts | {"pilots_n": 1, "judged_n": 0})


def guarded(status: str) -> ImpactResult:
    """Return a result in which the first pilot's handling time is 'broken' or 'open'."""
    found = made()
    low, high = {"broken": (0.31, 0.93), "open": (-0.08, 0.72)}[status]
    own = {"estimate": (low + high) / 2, "low": low, "high": high, "status": status}
    told = {"broken": ("adjust", "guardrail_broken"), "open": ("extend", "guardrail_open")}[status]
    pilots = with_rows(found.pilots, found.pilots["pilot"].eq(OWNER), dict(zip(("advice", "advice_reason"), told,
                                                                           strict=True)))  # fmt: skip
    guardrails = with_rows(found.guardrails, found.guardrails["metric"].eq(MINUTES), own)
    return replace(found, pilots=pilots, guardrails=guardrails)


def alone(**values: Any) -> ImpactResult:
    """Return a result of the first pilot only, with these values in its row."""
    found = made()
    names = ("pilots", "readings", "checks", "event_study", "sizing", "looks", "guardrails", "spill_over")
    frames = {name: getattr(found, name) for name in names}
    own = {name: frame[frame["pilot"].eq(OWNER)].reset_index(drop=True) for name, frame in frames.items()}
    pilots = own["pilots"].assign(**values)
    return replace(found, **own | {"pilots": pilots}, findings=_findings(pilots))


def plan_moved(status: str, about: str = "ends_at: 2025-10-26 → 2025-12-31") -> ImpactResult:
    """Return a result whose first pilot's plan was changed after the freezing, which stops or warns."""
    found = made()
    if status == "stops":
        found = judged(
            found, -0.0446, -0.0609, -0.0283, "extend", "plan_changed", "not_to_be_judged", verdict="unclear"
        )
    at = found.checks["pilot"].eq(OWNER) & found.checks["check"].eq("plan_changed")
    return replace(found, checks=with_rows(found.checks, at, {"status": status, "about": about}))


def dropped() -> ImpactResult:
    """Return a result of which a pilot that was frozen is no longer in the settings."""
    found = made()
    return replace(found, facts=found.facts | {"dropped": ("Nieuwe brief",)})


def unguarded() -> ImpactResult:
    """Return a result in which no metric was named that must not suffer."""
    found = made()
    return replace(found, guardrails=found.guardrails.iloc[:0])


def only_arms() -> ImpactResult:
    """Return a result without any success factor of the whole."""
    found = made()
    return replace(found, bands=found.bands.iloc[:0], series=found.series[found.series["pilot"].ne("")])


def without_euros() -> ImpactResult:
    """Return a result of pilots for which nobody has said what they are worth."""
    found = made()
    none = dict.fromkeys(("eur_year", "eur_low", "eur_high", "expected_eur_year"), NAN) | {"eur_label": ""}
    return replace(found, pilots=found.pilots.assign(**none), findings=_findings(found.pilots.assign(**none)))


def frozen_anew() -> ImpactResult:
    """Return a result whose baseline was replaced once."""
    anew = pd.DataFrame([("2025-02-03", "2025-03-28", "andere telling van herhaalverkeer", "a1" * 32)],
                        columns=ANEW)  # fmt: skip
    return replace(made(), anew=anew)


def hidden() -> ImpactResult:
    """Return a result in which the second pilot has too few customers to be shown to a client."""
    found = made()
    few = {"pilot_n": 7, "control_n": 8, "pilot_customers_n": 7.0, "control_customers_n": 8.0}
    at = found.series["pilot"].eq(CALLED)
    return replace(
        found, pilots=with_rows(found.pilots, found.pilots["pilot"].eq(CALLED), few),
        series=with_rows(found.series, at, {"units_n": 7, "customers_n": 7.0}),
    )  # fmt: skip


def renamed() -> ImpactResult:
    """Return a result in which pilots bear long names."""
    found = made()
    frames = {
        name: frame.assign(pilot=frame["pilot"].replace(LONG))
        for name, frame in vars(found).items()
        if isinstance(frame, pd.DataFrame) and "pilot" in frame
    }
    events = found.events.assign(pilots=[tuple(LONG.get(p, p) for p in names) for names in found.events["pilots"]])
    return replace(found, **frames, events=events)


def nothing() -> ImpactResult:
    """Return a result of which every frame is empty."""
    found = made()
    frames = {name: frame.iloc[:0] for name, frame in vars(found).items() if isinstance(frame, pd.DataFrame)}
    facts = {"fingerprint": "", "frozen_at": "", "first_at": NAT, "last_at": NAT, "pilots_n": 0, "judged_n": 0}
    return replace(found, **frames, findings=(), facts=facts)


def with_rows(frame: pd.DataFrame, rows: pd.Series, values: dict[str, Any]) -> pd.DataFrame:
    return frame.assign(**{
        name: [value if chosen else old for chosen, old in zip(rows, frame[name], strict=True)]
        for name, value in values.items()
    })  # fmt: skip


@functools.cache
def _whole() -> ImpactResult:
    pilots = _pilots()
    return ImpactResult(
        pilots=pilots, readings=_readings(), checks=_checks(), event_study=_event_study(), series=_series(),
        bands=_bands(), sizing=_sizing(), looks=_looks(), guardrails=_guardrails(), spill_over=_spill_over(),
        events=_events(), baseline=_baseline(), anew=pd.DataFrame(columns=ANEW),
        rows=pd.DataFrame(columns=["table", "reason", "rows_n"]), findings=_findings(pilots),
        facts={"fingerprint": FINGERPRINT, "frozen_at": "2025-12-18", "freezings": FREEZINGS, "dropped": (),
               "first_at": MONTHS[0], "last_at": MONTHS[-1], "pilots_n": 3, "judged_n": 2},
    )  # fmt: skip


def _pilots() -> pd.DataFrame:
    common = {"periods_before_n": 17, "periods_after_n": 25, "misleading_low": NAN, "misleading_high": NAN,
              "eur_year": NAN, "eur_low": NAN, "eur_high": NAN, "eur_label": "", "reason": "",
              }  # fmt: skip
    owner = {
        "pilot": OWNER, "metric": REPEATS, "unit": "share", "better": "lower", "units": "teams",
        "design": "randomised", "stage": "ended", "starts_at": "2025-05-05", "ends_at": "2025-10-26",
        "last_at": WEEKS[-1], "pilot_n": 12, "control_n": 12, "pilot_customers_n": 372.0,
        "control_customers_n": 361.0, "clusters_n": 24,
        **common, "method": "cuped", "inference": "welch", "estimate": -0.0446, "low": -0.0609, "high": -0.0283,
        "p": 0.00002, "confidence": 0.951, "expected": -0.05, "expected_low": -0.08, "expected_high": -0.02,
        "smallest_worth": -0.02, "ratio": 0.892, "ratio_low": 0.566, "ratio_high": 1.218, "verdict": "achieved",
        "advice": "roll_out", "advice_reason": "worth_it", "label": "measured", "expected_eur_year": 9_000.0,
        "eur_year": 8_028.0, "eur_low": 5_094.0, "eur_high": 10_962.0, "eur_label": "measured",
        "decided_by": "Hoofd klantenservice", "decided_at": "2025-04-14", "frozen_at": "2025-04-18",
        "misleading": -0.062, "misleading_low": -0.071, "misleading_high": -0.053,
    }  # fmt: skip
    called = {
        "pilot": CALLED, "metric": SCORE, "unit": "points", "better": "higher", "units": "customers",
        "design": "chosen", "stage": "ended", "starts_at": "2025-04-07", "ends_at": "2025-12-31",
        "last_at": WAVES[-1], "pilot_n": 412, "control_n": 398, "pilot_customers_n": 412.0,
        "control_customers_n": 398.0, "clusters_n": 810, **common,
        "periods_before_n": 2, "periods_after_n": 3, "method": "did", "inference": "cluster", "estimate": 0.06,
        "low": -0.12, "high": 0.24, "p": 0.513, "confidence": 0.95, "expected": 1.0, "expected_low": 0.5,
        "expected_high": 1.5, "smallest_worth": 0.5, "ratio": 0.06, "ratio_low": -0.12, "ratio_high": 0.24,
        "verdict": "missed", "advice": "stop", "advice_reason": "not_worth_it", "label": "estimated",
        "eur_label": "assumed",
        "expected_eur_year": 15_000.0, "decided_by": "Manager klantbeleving", "decided_at": "2025-03-24",
        "frozen_at": "2025-03-28", "misleading": 1.04, "misleading_low": 0.9, "misleading_high": 1.18,
    }  # fmt: skip
    nothing_yet = dict.fromkeys(
        ("estimate", "low", "high", "p", "ratio", "ratio_low", "ratio_high", "misleading", "expected_eur_year"), NAN
    )
    welcome = {
        "pilot": WELCOME, "metric": SCORE, "unit": "points", "better": "higher", "units": "customers",
        "design": "randomised", "stage": "planned", "starts_at": "2026-03-02", "ends_at": "2026-08-30",
        "last_at": WAVES[-1], "pilot_n": 0, "control_n": 0, "pilot_customers_n": 0.0, "control_customers_n": 0.0, 
        "clusters_n": 0, **common, **nothing_yet,
        "periods_before_n": 5, "periods_after_n": 0, "method": "", "inference": "", "confidence": 0.95,
        "expected": 0.6, "expected_low": 0.2, "expected_high": 1.0, "smallest_worth": 0.3, "verdict": "planned",
        "advice": "start", "advice_reason": "not_started", "label": "",
        "decided_by": "Manager klantbeleving", "decided_at": "2025-12-15", "frozen_at": "2025-12-18",
    }  # fmt: skip
    frame = pd.DataFrame([owner, called, welcome])[list(owner)]
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in ("starts_at", "ends_at")})


def _readings() -> pd.DataFrame:
    lines = [  # pilot, reading, estimate, low, high, p, se, units_n, clusters_n, inference, main, misleading, reason
        (OWNER, "cuped", -0.0446, -0.0609, -0.0283, 0.00002, 0.0079, 24, 24, "welch", True, False, ""),
        (OWNER, "welch", -0.039, -0.071, -0.007, 0.02, 0.0154, 24, 24, "welch", False, False, ""),
        (OWNER, "did", -0.0452, -0.0621, -0.0283, 0.00003, NAN, 24, 24, "randomisation", False, False, ""),
        (OWNER, "pilot_before_after", -0.062, -0.071, -0.053, 0.0, 0.0041, 12, 12, "cluster", False, True, ""),
        (OWNER, "control_before_after", -0.017, -0.026, -0.008, 0.001, 0.0042, 12, 12, "cluster", False, True, ""),
        (CALLED, "did", 0.06, -0.12, 0.24, 0.513, 0.0917, 810, 810, "cluster", True, False, ""),
        (CALLED, "did_sections", 0.07, -0.13, 0.27, 0.493, 0.102, 810, 810, "cluster", False, False, ""),
        (CALLED, "welch", NAN, NAN, NAN, NAN, NAN, 0, 0, "", False, False, "no_control"),
        (CALLED, "pilot_before_after", 1.04, 0.9, 1.18, 0.0, 0.071, 412, 412, "cluster", False, True, ""),
        (CALLED, "control_before_after", 0.98, 0.84, 1.12, 0.0, 0.071, 398, 398, "cluster", False, True, ""),
    ]  # fmt: skip
    names = ["pilot", "reading", "estimate", "low", "high", "p", "se", "units_n", "clusters_n", "inference", "main",
             "misleading", "reason"]  # fmt: skip
    return pd.DataFrame(lines, columns=names)


def _checks() -> pd.DataFrame:
    by_design = {
        OWNER: {"balance": (0.12, 0.25, 0.77), "sample_ratio": (0.5, 0.5, 1.0), "attrition": (0.0, 0.05, NAN)},
        CALLED: {"different_level": (0.03, 0.25, NAN), "pre_trend": (NAN, 0.05, 0.41), "placebo": (0.05, 0.05, 0.62),
                 "attrition": (0.11, 0.05, NAN)},
        WELCOME: {},
    }  # fmt: skip
    lines = []
    for pilot, own in by_design.items():
        for check in STOPPING:
            if check in own:
                status = "warns" if (pilot, check) == (CALLED, "attrition") else "ok"
                lines.append((pilot, check, status, *own[check]))
            elif check in STOPPING and (
                pilot != WELCOME or check in STOPPING[: STOPPING.index("pilot_before_baseline")]
            ):
                skipped = pilot == OWNER and check in ("pre_trend", "placebo", "different_level")
                lines.append((pilot, check, "not_computable" if skipped else "ok", NAN, NAN, NAN))
    return pd.DataFrame(lines, columns=["pilot", "check", "status", "value", "limit", "p"]).assign(about="")


def _event_study() -> pd.DataFrame:
    chance = np.random.default_rng(7)
    lines = []
    for pilot, periods, start, effect, half in (
        (OWNER, WEEKS, "2025-05-05", -0.0446, 0.03), (CALLED, WAVES, "2025-04-07", 0.06, 0.22),
    ):  # fmt: skip
        before = int((periods < start).sum())
        for place, period in enumerate(periods):
            reference = place < before if pilot == OWNER else place == before - 1
            middle = chance.normal(0, half / 3) + (effect if place >= before else 0)
            middle = 0.0 if pilot == CALLED and reference else middle
            width = 0.0 if pilot == CALLED and reference else half
            lines.append((pilot, period, place - before, middle, middle - width, middle + width, reference))
    return pd.DataFrame(lines, columns=["pilot", "period", "steps", "estimate", "low", "high", "reference"])


def _series() -> pd.DataFrame:
    chance = np.random.default_rng(11)
    parts = [  # metric, pilot, periods, start, level, season, effect, half, noise, units_n
        *(_course(chance, metric, "", "all", MONTHS, *shape) for metric, shape in {
            REPEATS: (None, 0.246, 0.008, 0.0, 0.006, 0.004, 1), "NPS": (None, -9.0, 2.0, 0.0, 5.0, 3.0, 1),
            "contacten_per_100_klanten": (None, 31.0, 1.6, 0.0, 0.9, 0.6, 1),
            HAPPY: (None, 7.1, 0.05, 0.0, 0.09, 0.05, 1),
        }.items()),
        *_arms(chance, REPEATS, OWNER, WEEKS, "2025-05-05", 0.246, 0.008, -0.0446, 0.017, 0.006, 12),
        *_arms(chance, HAPPY, OWNER, WEEKS, "2025-05-05", 7.1, 0.03, 0.05, 0.16, 0.05, 12),
        *_arms(chance, MINUTES, OWNER, WEEKS, "2025-05-05", 7.4, 0.1, 0.18, 0.3, 0.1, 12),
        *_arms(chance, SCORE, CALLED, WAVES, "2025-04-07", 5.6, 0.0, 0.06, 0.13, 0.03, 405),
        _course(chance, SCORE, WELCOME, "all", WAVES, None, 7.2, 0.0, 0.0, 0.14, 0.05, 640),
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _arms(
    chance: np.random.Generator, metric: str, pilot: str, periods: pd.DatetimeIndex, start: str, level: float,
    season: float, effect: float, half: float, noise: float, units_n: int,
) -> Iterable[pd.DataFrame]:  # fmt: skip
    for arm in ("pilot", "control"):
        frame = _course(chance, metric, pilot, arm, periods, start, level, season, effect * (arm == "pilot"), half,
                        noise, units_n)  # fmt: skip
        if pilot == CALLED:
            moved = np.array([0.9, -1.1, 0.05, 0.1, 0.02])
            frame = frame.assign(**{name: frame[name] + moved for name in ("mean", "low", "high")})
        yield frame


def _course(
    chance: np.random.Generator, metric: str, pilot: str, arm: str, periods: pd.DatetimeIndex, start: str | None,
    level: float, season: float, effect: float, half: float, noise: float, units_n: int,
) -> pd.DataFrame:  # fmt: skip
    turn = season * np.cos(2 * np.pi * periods.day_of_year / 365.25)
    after = periods >= start if start else np.zeros(len(periods), dtype=bool)
    mean = level + turn + effect * after + chance.normal(0, noise, len(periods))
    return pd.DataFrame({"metric": metric, "pilot": pilot, "arm": arm, "period": periods, "mean": mean,
                         "low": mean - half, "high": mean + half, "units_n": units_n,
                         "customers_n": CUSTOMERS.get(pilot, 1.0) * units_n})  # fmt: skip


def _bands() -> pd.DataFrame:
    lines = [  # metric, mean, low, high, periods_n, target, better, unit, frozen, latest, latest_at, outside, improved
        (REPEATS, 0.247, 0.233, 0.261, 14, 0.2, "lower", "share", True, 0.224, MONTHS[-1], True, True),
        ("NPS", -9.0, -15.4, -2.6, 14, 20.0, "higher", "points", True, -6.0, MONTHS[-1], False, False),
        ("contacten_per_100_klanten", 31.0, 28.3, 33.7, 14, 28.0, "lower", "number", True, 34.6, MONTHS[-1], True, False),  # noqa: E501
        (HAPPY, 7.1, 6.98, 7.22, 14, 7.5, "higher", "points", True, 7.16, MONTHS[-1], False, False),
    ]  # fmt: skip
    names = ["metric", "mean", "low", "high", "periods_n", "target", "better", "unit", "frozen", "latest",
             "latest_at", "outside", "improved"]  # fmt: skip
    return pd.DataFrame(lines, columns=names)


def _sizing() -> pd.DataFrame:
    lines = [
        (OWNER, REPEATS, "mean", -0.02, 0.024, NAN, 1.0, 0.62, 1.0, 15, 12, 0.71, -0.0228, 0.999, 24),
        (CALLED, SCORE, "mean", 0.5, 1.35, NAN, 1.0, 0.31, 1.0, 105, 398, 0.999, 0.257, 1.0, 810),
        (WELCOME, SCORE, "mean", 0.3, 1.62, NAN, 1.0, 0.0, 1.0, 459, 0, NAN, NAN, 0.999, 212),
    ]
    names = ["pilot", "metric", "kind", "smallest_worth", "sd", "icc", "cluster_n", "rho", "design_effect",
             "needed_n", "have_n", "power_now", "detectable", "expected_power", "units_n"]  # fmt: skip
    return pd.DataFrame(lines, columns=names)


def _looks() -> pd.DataFrame:
    lines = [
        (OWNER, "2025-07-27", 0.48, 2.963, 0.0031, True, -0.041, -3.4),
        (OWNER, "2025-10-26", 1.0, 1.969, 0.05, True, -0.0446, -5.65),
    ]
    names = ["pilot", "look_at", "share", "bound", "spent", "taken", "estimate", "z"]
    return pd.DataFrame(lines, columns=names)


def _guardrails() -> pd.DataFrame:
    lines = [
        (OWNER, HAPPY, 0.05, -0.04, 0.14, 0.2, "held"),
        (OWNER, MINUTES, 0.18, -0.02, 0.38, 0.5, "held"),
    ]
    return pd.DataFrame(lines, columns=["pilot", "metric", "estimate", "low", "high", "margin", "status"])


def _spill_over() -> pd.DataFrame:
    lines = [(OWNER, "herhaalverkeer_facturatie", -0.011, -0.019, -0.003, True)]
    return pd.DataFrame(lines, columns=["pilot", "metric", "estimate", "low", "high", "shown"])


def _events() -> pd.DataFrame:
    lines = [
        ("2024-10-01", "Nieuwe website", (), ""),
        ("2025-02-11", "Storing in het klantportaal", (OWNER,), ""),
        ("2025-07-01", "Prijswijziging", (OWNER, CALLED), ""),
        ("2025-09-15", "Brief van de regiomanager", (CALLED,), "pilot"),
        ("2025-11-03", "Jaarafrekeningen", (CALLED,), ""),
    ]
    frame = pd.DataFrame(lines, columns=["date", "event", "pilots", "arm"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def _baseline() -> pd.DataFrame:
    lines = [
        (REPEATS, "2025-03-28", 25, 14, 0.247, 0.007, "2024-01-01", "2025-03-01"),
        ("NPS", "2025-03-28", 1, 14, -9.0, 3.2, "2024-01-01", "2025-03-01"),
        ("contacten_per_100_klanten", "2025-03-28", 1, 14, 31.0, 1.35, "2024-01-01", "2025-03-01"),
        (HAPPY, "2025-03-28", 25, 14, 7.1, 0.06, "2024-01-01", "2025-03-01"),
        (MINUTES, "2025-04-18", 24, 15, 7.4, 0.15, "2025-01-06", "2025-04-14"),
    ]
    return pd.DataFrame(lines, columns=["metric", "frozen_at", "units_n", "periods_n", "mean", "sd", "first", "last"])


def _findings(pilots: pd.DataFrame) -> tuple[Finding, ...]:
    return findings_of(pilots, settings=settings())

"""A made-up but consistent result of driver_modelling: two outcomes, nine drivers, two what-ifs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from cxkit.analysis.driver_result import DriverResult
from cxkit.report.reader import Report, protect
from cxkit.result import Finding, weakest
from cxkit.settings.drivers import DriverModelling

nan = np.nan
PRODUCT = "thermostaat"
CUSTOMERS_N, ANSWERED_N = 20_000, 7_400
BASE = {"churn": 0.09, PRODUCT: 0.05}
DRIVERS = (  # driver, level, reference, kind, points for churn, for the product, half interval, step, mean
    ("tenure_months", "", "", "number", -0.021, 0.008, 0.004, 31.4, 48.2),
    ("segment", "Comfort", "Basis", "labels", -0.012, 0.003, 0.009, 1.0, 0.31),
    ("segment", "Premium", "Basis", "labels", -0.019, 0.011, 0.010, 1.0, 0.12),
    ("first_contacts_n", "", "", "count", 0.001, -0.001, 0.002, 1.0, 1.9),
    ("first_contacts_n:factuur", "", "", "count", 0.006, -0.002, 0.004, 1.0, 0.6),
    ("first_contacts_n:storing", "", "", "count", 0.009, -0.003, 0.006, 1.0, 0.2),
    ("repeat_contacts_n", "", "", "count", 0.027, -0.008, 0.006, 1.0, 0.3),
    ("NPS", "", "", "score", -0.011, 0.004, 0.003, 1.0, 6.9),
    ("theme:prijs", "", "", "flag", 0.038, -0.006, 0.019, 1.0, 0.22),
    ("theme:wachttijd", "", "", "flag", 0.011, 0.001, 0.016, 1.0, 0.17),
)
ANSWERS = ("NPS", "theme:prijs", "theme:wachttijd")
LONG_NAMES = {
    "theme:prijs": "theme:onduidelijke prijsopbouw en tariefwijzigingen",
    "theme:wachttijd": "theme:lange wachttijd aan de telefoon en in de chat",
    "first_contacts_n:factuur": "first_contacts_n:wijziging van het termijnbedrag en de jaarafrekening",
    "NPS": "klanttevredenheid na afloop van het contact",
    PRODUCT: "slimme thermostaat met onderhoudsabonnement",
}
SHARES = {  # share, low, high, performance
    "repeat_contacts_n": (0.31, 0.24, 0.38, 0.86), "NPS": (0.24, 0.17, 0.31, 0.62),
    "tenure_months": (0.17, 0.12, 0.22, 0.45), "theme:prijs": (0.12, 0.06, 0.18, 0.55),
    "segment": (0.07, 0.03, 0.11, nan), "contacts": (0.06, 0.02, 0.11, 0.71),
    "theme:wachttijd": (0.03, 0.005, 0.07, 0.83),
}  # fmt: skip
WHAT_IFS = (  # number, driver, change, segment, customers kept, half its interval, thermostats more, half its interval
    (0, "repeat_contacts_n", -1.0, "all", 210.0, 60.0, 38.0, 20.0),
    (1, "NPS", 1.0, "all", 165.0, 85.0, 58.0, 70.0),
)
WORTH = {"churn": 246.0, PRODUCT: 27.0}
LABEL = {"churn": "estimated", PRODUCT: "assumed"}
SIGN = {"gain": 1.0, "loss": -1.0}
READINGS = {"naive": 1.7, "adjusted": 1.0, "with_scores": 0.9, "doubly_robust": 1.04, "corrected": 1.0,
            "placebo": 0.02, "negative_control": -0.03}  # fmt: skip


BLOCKING, LEFT_OUT = ("one_class", "not_converged", "no_customers"), ("leakage", "separation")


def settings(**given: Any) -> DriverModelling:
    """Return checked settings of the demo with one theme more."""
    return DriverModelling.check({"themes": ["prijs", "wachttijd"]} | given)


def made(
    verdict: str = "gain",
    *,
    outcomes: Sequence[str] = ("churn", PRODUCT),
    what_ifs: Sequence[tuple] = WHAT_IFS,
    stops: Sequence[dict[str, Any]] = (),
    answered: bool = True,
    customers_n: int = CUSTOMERS_N,
) -> DriverResult:
    """Return a result with this verdict; without answers there are no scores and themes."""
    models = ("all", "answered") if answered else ("all",)
    own = [row for row in what_ifs if answered or row[1] not in ANSWERS]
    changed = _what_ifs(verdict, outcomes, own, customers_n)
    result = DriverResult(
        verdict=verdict, outcomes=_outcomes(outcomes, models, customers_n), stops=_stops(stops),
        drivers=_drivers(outcomes, models, customers_n), quality=_quality(outcomes, models, customers_n),
        calibration=_calibration(outcomes, models, customers_n),
        importance=_importance(outcomes, models[-1], customers_n),
        what_ifs=changed, together=_together(changed), causes=_causes(changed),
        challengers=_challengers(outcomes, models, customers_n), products=_products(customers_n),
        rows=pd.DataFrame(columns=["table", "reason", "rows_n"]), findings=(), ledger=pd.DataFrame(),
        facts=_facts(customers_n, answered),
    )  # fmt: skip
    return replace(result, findings=_findings(result))


def reported(result: DriverResult, **given: Any) -> Report:
    """Return the report of a made-up result whose files were read without a remark."""
    rows = pd.DataFrame(columns=["table", "file", "rows_in", "rows_used", "rows_set_aside", "reason"])
    tables = SimpleNamespace(rows=rows, notes=[], customers=None, responses=None, contacts=None, rows_n={})
    return protect(result, settings=settings(**given), tables=tables)


def with_long_names(result: DriverResult) -> tuple[DriverResult, dict[str, Any]]:
    """Return the same result with long names of drivers and product, and the settings that go with it."""
    frames = {f.name: getattr(result, f.name) for f in fields(result) if f.name not in ("verdict", "findings", "facts")}
    columns = ("driver", "other", "outcome")
    renamed = {
        name: frame.assign(**{column: frame[column].replace(LONG_NAMES) for column in columns if column in frame})
        for name, frame in frames.items()
    }
    product, score = LONG_NAMES[PRODUCT], LONG_NAMES["NPS"]
    topic = LONG_NAMES["first_contacts_n:factuur"]
    given = {
        "cross_sell": {product: "took_thermostat"}, "product_value_eur_year": {product: [18.0, 24.0, 36.0]},
        "combination_value_eur_year": {}, "scores": [score],
        "what_ifs": [["repeat_contacts_n", -1.0, "all"], [score, 1.0, "all"]], "driver_groups": {},
        "themes": [name.removeprefix("theme:") for old, name in LONG_NAMES.items() if old.startswith("theme:")],
        "contact_counts": ["first_contacts_n", topic, "first_contacts_n:storing", "repeat_contacts_n"],
    }  # fmt: skip
    return replace(result, **renamed), given


def stop(reason: str, driver: str = "", **given: Any) -> dict[str, Any]:
    """Return one line of the stops."""
    usual = {"outcome": "churn", "model": "answered", "reason": reason, "driver": driver, "other": "", "value": nan,
             "blocking": reason in BLOCKING, "left_out": reason in LEFT_OUT, "table": (), "customers_n": ANSWERED_N,
             "top2_share": 0.001}  # fmt: skip
    return usual | given


def _n(model: str, customers_n: int) -> int:
    return customers_n if model == "all" else round(customers_n * ANSWERED_N / CUSTOMERS_N)


def _frame(rows: list[dict[str, Any]], columns: str = "") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split() if columns else None)


def _outcomes(outcomes: Sequence[str], models: Sequence[str], customers_n: int) -> pd.DataFrame:
    return _frame([
        {
            "outcome": outcome, "model": model, "events_n": round(_n(model, customers_n) * BASE[outcome]),
            "base_share": BASE[outcome], "columns_n": 7 if model == "all" else 10,
            "events_per_column": _n(model, customers_n) * BASE[outcome] / 10, "condition_number": 6.2, "slope": 0.97,
            "intercept": -0.02, "status": "modelled", "reason": "", "customers_n": _n(model, customers_n),
            "top2_share": 0.001,
        }
        for outcome in outcomes for model in models
    ])  # fmt: skip


def _stops(stops: Sequence[dict[str, Any]]) -> pd.DataFrame:
    return _frame(list(stops), "outcome model reason driver other value blocking left_out table customers_n top2_share")


def _drivers(outcomes: Sequence[str], models: Sequence[str], customers_n: int) -> pd.DataFrame:
    return _frame([
        _driver(row, outcome, model, _n(model, customers_n))
        for outcome in outcomes for model in models for row in DRIVERS if model == "answered" or row[0] not in ANSWERS
    ])  # fmt: skip


def _driver(row: tuple, outcome: str, model: str, n: int) -> dict[str, Any]:
    driver, level, reference, kind, *points, half, step, mean = row
    effect = points[outcome != "churn"]
    odds = np.exp(np.array([effect, effect - half, effect + half]) / (BASE[outcome] * (1 - BASE[outcome])))
    dropped = 120 if driver == "tenure_months" else 0
    filled = 1.0 if dropped else nan
    return {
        "outcome": outcome, "model": model, "driver": driver, "level": level, "reference": reference, "kind": kind,
        "given_n": n, "known_n": n - dropped, "dropped_n": dropped, "odds_ratio": odds[0], "odds_low": odds[1],
        "odds_high": odds[2], "points": effect, "low": effect - half, "high": effect + half, "step": step,
        "mean": mean, "vif": 2.4 if driver == "first_contacts_n" else 1.2,
        "status": "shown" if abs(effect) > half else "no_difference", "reason": "", "unexpected": False,
        "imputed_points": 0.98 * effect * filled, "imputed_low": (0.98 * effect - half) * filled,
        "imputed_high": (0.98 * effect + half) * filled, "customers_n": n - dropped, "top2_share": 0.001,
    }  # fmt: skip


def _quality(outcomes: Sequence[str], models: Sequence[str], customers_n: int) -> pd.DataFrame:
    measures = (  # measure, estimate, half, reference
        ("auc", 0.71, 0.015, 0.5), ("pr_auc", 0.21, 0.02, 0.09), ("brier", 0.0771, 0.003, 0.0819),
        ("brier_skill", 0.059, 0.012, 0.0), ("intercept", -0.03, 0.09, 0.0), ("slope", 0.97, 0.07, 1.0),
        ("top_decile_lift", 2.6, 0.3, 1.0),
    )  # fmt: skip
    return _frame([
        {
            "outcome": outcome, "model": model, "measure": measure, "estimate": value, "low": value - half,
            "high": value + half, "reference": reference, "split": "held_out",
            "events_n": round(0.3 * _n(model, customers_n) * BASE[outcome]),
            "customers_n": round(0.3 * _n(model, customers_n)), "top2_share": 0.001,
        }
        for outcome in outcomes for model in models for measure, value, half, reference in measures
    ])  # fmt: skip


def _calibration(outcomes: Sequence[str], models: Sequence[str], customers_n: int) -> pd.DataFrame:
    rows = []
    for outcome in outcomes:
        for model in models:
            n = round(0.03 * _n(model, customers_n))
            said = BASE[outcome] * np.array([0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1.1, 1.35, 1.7, 2.6])
            seen = said * np.array([1.1, 0.9, 1.0, 1.05, 0.95, 1.0, 1.03, 0.97, 1.02, 0.99])
            half = 1.96 * np.sqrt(seen * (1 - seen) / max(n, 1))
            rows += [
                {"outcome": outcome, "model": model, "bin": i, "predicted": said[i], "observed": seen[i],
                 "low": max(0.0, seen[i] - half[i]), "high": seen[i] + half[i], "customers_n": n, "top2_share": 0.01}
                for i in range(10)
            ]  # fmt: skip
    return _frame(rows)


def _importance(outcomes: Sequence[str], model: str, customers_n: int) -> pd.DataFrame:
    own = {name: row for name, row in SHARES.items() if model == "answered" or name not in ANSWERS}
    total = sum(row[0] for row in own.values())
    rows = []
    for outcome in outcomes:
        for rank, (driver, (share, low, high, performance)) in enumerate(own.items(), start=1):
            sign = {"repeat_contacts_n": 1, "theme:prijs": 1, "theme:wachttijd": 0, "segment": 0}.get(driver, -1)
            rows.append({
                "outcome": outcome, "model": model, "driver": driver, "share": share / total, "low": low / total,
                "high": high / total, "rank": float(rank), "rank_low": max(1.0, rank - 1.0) if rank > 2 else float(rank),  # noqa: E501
                "rank_high": rank + 1.0 if rank > 2 else float(rank), "top3_share": 1.0 if rank < 3 else 0.4,
                "noise_share": 0.015, "second_share": 0.95 * share / total,
                "sign": sign if outcome == "churn" else -sign, "performance": performance, "method": "lmg",
                "second_method": "mcfadden", "customers_n": _n(model, customers_n), "top2_share": 0.001,
            })  # fmt: skip
    return _frame(rows)


def _what_ifs(verdict: str, outcomes: Sequence[str], own: Sequence[tuple], customers_n: int) -> pd.DataFrame:
    rows = [_what_if(row, outcome, verdict, customers_n) for row in own for outcome in outcomes]
    return _frame(rows) if rows else _frame([], " ".join(_what_if(WHAT_IFS[0], "churn", "gain", 1)))


def _what_if(row: tuple, outcome: str, verdict: str, customers_n: int) -> dict[str, Any]:
    number, driver, change, segment, *both = row
    model = "answered" if driver in ANSWERS else "all"
    n, first = _n(model, customers_n), outcome == "churn"
    saved, half = (both[0], both[1]) if first else (both[2], both[3])
    saved, half = saved * customers_n / CUSTOMERS_N, half * customers_n / CUSTOMERS_N
    saved, half = SIGN.get(verdict, 1.0) * saved, half if verdict in SIGN else 2 * saved
    ends, worth, points = np.array([saved, saved - half, saved + half]), WORTH[outcome], -1 if first else 1
    shown, score = bool(abs(saved) > half), driver in ANSWERS
    moved, year = sorted(points * ends[1:] / (2 * n)), 1 - (1 - BASE[outcome]) ** 2
    found = {
        "what_if": number, "outcome": outcome, "model": model, "driver": driver, "change": change, "segment": segment,
        "changed_n": round(n * (0.98 if score else 0.21)), "base_n_year": n * year,
        "points": points * saved / (2 * n), "points_low": moved[0], "points_high": moved[1],
        "saved_n_year": saved, "saved_low": ends[1], "saved_high": ends[2], "eur_year": worth * saved,
        "low_eur": worth * ends[1], "high_eur": worth * ends[2], "cap_eur_year": n * year * worth,
        "eur_per_1000": 1000 * worth * saved / n, "status": "shown" if shown else "no_difference", "reason": "",
        "label": LABEL[outcome], "risk_ratio": 0.94, "ratio_low": 0.92, "ratio_high": 0.96, "evalue": 1.32,
        "evalue_limit": 1.25 if shown else 1.0, "naive_points": 1.7 * points * saved / (2 * n), "corrected": score,
        "reliability": 0.48 if score else nan, "reliability_low": 0.4 if score else nan,
        "reliability_high": 0.56 if score else nan, "customers_n": n, "top2_share": 0.001,
    }  # fmt: skip
    if verdict != "not_computable":
        return found
    kept = ("what_if", "change", "customers_n", "top2_share", "corrected")
    gone = {name: nan for name, value in found.items() if isinstance(value, float | int) and name not in kept}
    return found | gone | {"status": "not_computable", "reason": "separation"}


def _together(what_ifs: pd.DataFrame) -> pd.DataFrame:
    names = "outcome base_n_year saved_n_year saved_low saved_high eur_year low_eur high_eur gross_eur_year " \
            "cap_eur_year status label customers_n top2_share"  # fmt: skip
    rows = []
    for outcome, own in what_ifs.groupby("outcome", sort=False):
        gross, less = own["eur_year"].sum(min_count=1), 0.97 if len(own) > 1 else 1.0
        half = np.sqrt((own["high_eur"] - own["eur_year"]).pow(2).sum(min_count=1))
        worth, eur = WORTH[outcome], less * gross
        status = "not_computable" if eur != eur else "shown" if abs(eur) > half else "no_difference"
        first = own.iloc[0]
        rows.append({
            "outcome": outcome, "base_n_year": first["base_n_year"], "saved_n_year": eur / worth,
            "saved_low": (eur - half) / worth, "saved_high": (eur + half) / worth, "eur_year": eur,
            "low_eur": eur - half, "high_eur": eur + half, "gross_eur_year": gross,
            "cap_eur_year": first["cap_eur_year"], "status": status, "label": LABEL[outcome],
            "customers_n": first["customers_n"], "top2_share": 0.001,
        })  # fmt: skip
    rows = [row for row in rows if row["eur_year"] == row["eur_year"]]
    if rows:
        rows.append(_total(_frame(rows)))
    return _frame(rows, names)


def _total(rows: pd.DataFrame) -> dict[str, Any]:
    """Return all outcomes as one row: euros added up, no customers unless there is one outcome."""
    half = np.sqrt((rows["high_eur"] - rows["eur_year"]).pow(2).sum(min_count=1))
    eur = rows["eur_year"].sum(min_count=1)
    return {
        "outcome": "all", **dict.fromkeys(("base_n_year", "saved_n_year", "saved_low", "saved_high"), nan),
        "eur_year": eur, "low_eur": eur - half, "high_eur": eur + half, "gross_eur_year": rows["gross_eur_year"].sum(),
        "cap_eur_year": rows["cap_eur_year"].sum(), "customers_n": rows["customers_n"].max(), "top2_share": 0.001,
        "status": "not_computable" if eur != eur else "shown" if abs(eur) > half else "no_difference",
        "label": weakest(rows["label"]),
    }  # fmt: skip


def _causes(what_ifs: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for row in what_ifs.to_dict("records"):
        score = row["driver"] in ANSWERS
        half = (row["points_high"] - row["points_low"]) / 2
        for reading, times in READINGS.items():
            if reading == ("with_scores" if score else "corrected"):
                continue
            points = times * row["points"] * (0.5 if score and reading != "corrected" else 1.0)
            checks = reading in ("placebo", "negative_control")
            known = points == points
            rows.append({
                **{name: row[name] for name in ("what_if", "outcome", "driver", "change", "segment")},
                "reading": reading, "points": points, "low": points - half, "high": points + half,
                "status": "not_computable" if not known else "shown" if abs(points) > half else "no_difference",
                "reason": "" if known else "separation",
                "agrees": (True if known else None) if checks or reading == "doubly_robust" else None,
                "customers_n": row["customers_n"], "top2_share": 0.001,
            })  # fmt: skip
    names = "what_if outcome driver change segment reading points low high status reason agrees customers_n top2_share"
    return _frame(rows, names)


def _challengers(outcomes: Sequence[str], models: Sequence[str], customers_n: int) -> pd.DataFrame:
    return _frame([
        {"outcome": outcome, "model": model, "brier": 0.0771, "brier_challenger": 0.0770, "gain": 0.0001,
         "low": -0.0004, "high": 0.0006, "auc": 0.71, "auc_challenger": 0.712, "accepted": False,
         "customers_n": round(0.3 * _n(model, customers_n)), "top2_share": 0.001}
        for outcome in outcomes for model in models
    ])  # fmt: skip


def _products(customers_n: int) -> pd.DataFrame:
    rows = [
        ("", 0.62, 182.0, 3.0, nan), ("thermostaat", 0.17, 214.0, 6.0, 25.0), ("zonnepanelen", 0.14, 263.0, 8.0, 80.0),
        ("thermostaat + zonnepanelen", 0.07, 301.0, 12.0, 116.7),
    ]  # fmt: skip
    return _frame([
        {"combination": name, "value_eur_mean": mean, "low": mean - half, "high": mean + half,
         "stated_eur_year": stated, "stated_low": 0.75 * stated, "stated_high": 1.35 * stated,
         "customers_n": round(share * customers_n), "top2_share": 0.001, "abs_eur": mean * share * customers_n}
        for name, share, mean, half, stated in rows
    ])  # fmt: skip


def _facts(customers_n: int, answered: bool) -> dict[str, Any]:
    return {
        "known_until": date(2025, 12, 31), "outcome_months": 6, "customers_n": customers_n,
        "answered_n": _n("answered", customers_n) if answered else 0, "split": "held_out",
        "contacts_known": True, "log_from": None, "log_until": None, "snapshot_after": None,
        "snapshots_n": 1,
    }  # fmt: skip


def _findings(result: DriverResult) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            f"driver_what_ifs:{row['outcome']}", unit="EUR", period="year", estimate=row["eur_year"],
            low=row["low_eur"], high=row["high_eur"], label=row["label"], status=row["status"],
            reason="separation" if row["status"] == "not_computable" else "", customers_n=int(row["customers_n"]),
        )
        for row in result.together.to_dict("records")
    )  # fmt: skip

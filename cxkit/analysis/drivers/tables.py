"""Models as tables: outcomes, what stops them, and every driver with its effect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxkit.analysis.drivers import collinear
from cxkit.analysis.drivers.design import COUNT, FLAG, LABELS, SCORE, design
from cxkit.analysis.drivers.effects import effects
from cxkit.analysis.drivers.logistic import fit_logistic
from cxkit.analysis.drivers.models import OutcomeModel
from cxkit.settings.driver_rules import COUNTS
from cxkit.settings.drivers import CHURN

OUTCOME_COLUMNS = (
    "outcome", "model", "events_n", "base_share", "columns_n", "events_per_column", "condition_number", "slope",
    "intercept", "status", "reason", "customers_n", "top2_share",
)  # fmt: skip
STOP_COLUMNS = (
    "outcome", "model", "reason", "driver", "other", "value", "blocking", "left_out", "table", "customers_n",
    "top2_share",
)  # fmt: skip
DRIVER_COLUMNS = (
    "outcome", "model", "driver", "level", "reference", "kind", "given_n", "known_n", "dropped_n", "odds_ratio",
    "odds_low", "odds_high", "points", "low", "high", "step", "mean", "vif", "status", "reason", "unexpected",
    "imputed_points", "imputed_low", "imputed_high", "level_n", "customers_n", "top2_share",
)  # fmt: skip
NUMBERS = ("odds_ratio", "odds_low", "odds_high", "points", "low", "high", "step", "vif", "imputed_points",
           "imputed_low", "imputed_high")  # fmt: skip
EXPECTED_CHURN = {COUNT: 1, SCORE: -1}
BLANK = "blank:"


def outcome_table(models: Sequence[OutcomeModel]) -> pd.DataFrame:
    """Return one row per model, as `DriverResult.outcomes`."""
    return pd.DataFrame([_outcome_row(model) for model in models], columns=list(OUTCOME_COLUMNS))


def _outcome_row(model: OutcomeModel) -> dict[str, object]:
    events_n, columns_n = int(model.y.sum()), model.design.x.shape[1] - 1
    first = next((s for s in model.stops if s.blocking), model.stops[0] if model.stops else None)
    return {
        "outcome": model.outcome, "model": model.model, "events_n": events_n,
        "base_share": events_n / len(model.y) if len(model.y) else np.nan,
        "columns_n": columns_n,
        "events_per_column": events_n / columns_n if columns_n else np.nan,
        "condition_number": collinear.condition_number(model.design) if columns_n else np.nan,
        "slope": model.slope if model.computed else np.nan, "intercept": model.intercept if model.computed else np.nan,
        "status": "stopped" if not model.computed else ("warned" if model.stops else "modelled"),
        "reason": first.reason if first else "", "customers_n": len(model.y), "top2_share": np.nan,
    }  # fmt: skip


def stop_table(models: Sequence[OutcomeModel]) -> pd.DataFrame:
    """Return one row per stop, as `DriverResult.stops`."""
    rows = [
        {
            "outcome": model.outcome,
            "model": model.model,
            **vars(stop),
            "customers_n": len(model.y),
            "top2_share": np.nan,
        }
        for model in models
        for stop in model.stops
    ]
    return pd.DataFrame(rows, columns=list(STOP_COLUMNS))


def driver_table(models: Sequence[OutcomeModel]) -> pd.DataFrame:
    """Return one row per column of every model, as `DriverResult.drivers`; drivers that were left out among them."""
    parts = [_drivers_of(model) for model in models if len(model.y)]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    rows = rows.reindex(columns=list(DRIVER_COLUMNS))
    return rows.astype(dict.fromkeys(NUMBERS, float))


def _drivers_of(model: OutcomeModel) -> pd.DataFrame:
    counted = pd.DataFrame([_counts(model, driver) for driver in model.kinds])
    about = {"outcome": model.outcome, "model": model.model, "customers_n": len(model.y), "top2_share": np.nan}
    if not model.computed:
        reason = next(stop.reason for stop in model.stops if stop.blocking)
        counted = counted.assign(level="", reference="", status="not_computable", reason=reason, unexpected=False)
        return counted.assign(level_n=[_level_n(model, name, "") for name in model.kinds], **about)
    found = effects(model.design, model.fit, model.y, robust=True).drop(columns=["column"])
    found = found.merge(_imputed(model), on=["driver", "level"], how="left")
    table = counted.merge(found, on="driver", how="left").assign(**about)
    gone = {stop.driver: stop.reason for stop in model.stops if stop.left_out}
    known = table["points"].notna()
    nothing = ((table["low"] <= 0) & (table["high"] >= 0)) | ((table["odds_low"] <= 1) & (table["odds_high"] >= 1))
    status = np.where(nothing, "no_difference", "shown")
    table["level"] = table["level"].fillna("")
    return table.assign(
        level_n=[_level_n(model, *row) for row in zip(table["driver"], table["level"], strict=True)],
        reference=[model.design.references.get(name, "") for name in table["driver"]],
        vif=table["driver"].map(collinear.vif(model.design)),
        status=np.where(known, status, "not_computable"),
        reason=[
            gone.get(name, "" if is_known else "one_value")
            for name, is_known in zip(table["driver"], known, strict=True)
        ],
        unexpected=_unexpected(table, model.outcome),
    )


def _counts(model: OutcomeModel, driver: str) -> dict[str, object]:
    """Return of how many customers a driver is known, and how many are lost because it is not."""
    values, kind = model.given[driver], model.kinds[driver]
    return {
        "driver": driver, "kind": kind, "given_n": len(model.given), "known_n": int(values.notna().sum()),
        "dropped_n": int(values.isna().sum()),
        "mean": float(model.rows[driver].astype(float).mean()) if kind != LABELS else np.nan,
    }  # fmt: skip


def _level_n(model: OutcomeModel, driver: str, level: str) -> int:
    """Return how many customers have a label; of other drivers, how many do not have its commonest value."""
    values = model.rows[driver]
    if model.kinds[driver] == LABELS:
        return int((values.astype("str") == level).sum())
    return len(values) - int(values.value_counts().max())


def _unexpected(table: pd.DataFrame, outcome: str) -> pd.Series:
    """Say which effects lie wholly on the side nobody expects: contacts that keep customers, scores that lose them."""
    of_contacts = table["driver"].str.partition(":")[0].isin(COUNTS)
    side = table["kind"].map(EXPECTED_CHURN).where(of_contacts | (table["kind"] == SCORE), 0).fillna(0)
    side = side * (1 if outcome == CHURN else -1)
    return ((side > 0) & (table["high"] < 0)) | ((side < 0) & (table["low"] > 0))


def _imputed(model: OutcomeModel) -> pd.DataFrame:
    """Return the effects when blanks are filled by the mean, with a flag for blank; empty where nothing was blank."""
    names = list(model.design.drivers)
    blank = [name for name in names if model.given[name].isna().any()]
    columns = {"points": "imputed_points", "low": "imputed_low", "high": "imputed_high"}
    empty = pd.DataFrame(columns=["driver", "level", *columns.values()], dtype=float).astype(
        {"driver": "str", "level": "str"}
    )
    if not blank:
        return empty
    filled, kinds = model.given[names].copy(), {name: model.kinds[name] for name in names}
    flags = _flags(filled, blank)
    for name in blank:
        filled[name] = filled[name].fillna("" if kinds[name] == LABELS else filled[name].astype(float).mean())
    whole = design(filled.assign(**flags), kinds=kinds | dict.fromkeys(flags, FLAG))
    y = model.given[model.outcome].to_numpy(float)
    fit = fit_logistic(whole.x, y)
    if not fit.converged:
        return empty
    found = effects(whole, fit, y, robust=True)
    return found[found["driver"].isin(names)].rename(columns=columns)[list(empty.columns)]


def _flags(filled: pd.DataFrame, blank: Sequence[str]) -> dict[str, pd.Series]:
    """Return a flag per driver that is blank for some; drivers blank for the same customers share one."""
    distinct: dict[tuple, str] = {}
    for name in blank:
        distinct.setdefault(tuple(np.flatnonzero(filled[name].isna())), name)
    return {f"{BLANK}{name}": filled[name].isna().astype(float) for name in distinct.values()}

"""What-ifs as tables: customers and euros a year with intervals, one by one and together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxkit.analysis.drivers.design import SCORE
from cxkit.analysis.drivers.evalue import e_value
from cxkit.analysis.drivers.logistic import expit, fit_logistic
from cxkit.analysis.drivers.together import Together, together
from cxkit.analysis.drivers.values import worth
from cxkit.analysis.drivers.what_if import Missing, Shift
from cxkit.analysis.drivers.what_if_euros import Estimate, base_and_cap, capped, euros, normal, status_of
from cxkit.analysis.value import dominance
from cxkit.result import weakest
from cxkit.settings.drivers import CHURN, DriverModelling

TOTAL, NO_BETTER = "all", "no_better_than_chance"
WHAT_IF_COLUMNS = (
    "what_if", "outcome", "model", "driver", "change", "segment", "changed_n", "base_n_year", "points", "points_low",
    "points_high", "saved_n_year", "saved_low", "saved_high", "eur_year", "low_eur", "high_eur", "cap_eur_year",
    "eur_per_1000", "status", "reason", "label", "risk_ratio", "ratio_low", "ratio_high", "evalue", "evalue_limit",
    "naive_points", "corrected", "reliability", "reliability_low", "reliability_high", "customers_n", "top2_share",
)  # fmt: skip
TOGETHER_COLUMNS = (
    "outcome", "base_n_year", "saved_n_year", "saved_low", "saved_high", "eur_year", "low_eur", "high_eur",
    "gross_eur_year", "cap_eur_year", "status", "label", "customers_n", "top2_share",
)  # fmt: skip


def what_if_table(shifts: Sequence[Shift | Missing], *, settings: DriverModelling) -> pd.DataFrame:
    """Return one row per what-if and outcome, as `DriverResult.what_ifs`.

    Parameters
    ----------
    shifts : of `what_if.shifts`.
    settings : outcomes a year, values of products, labels.

    Notes
    -----
    A customer whose value is not known counts among the leavers and 0 in the euros. The cap is what the leavers of
    positive value cost a year: nothing can save more. An interval is cut at it.
    """
    rows = [
        _missing_row(shift) if isinstance(shift, Missing) else _what_if_row(shift, settings=settings)
        for shift in shifts
    ]
    return pd.DataFrame(rows, columns=list(WHAT_IF_COLUMNS))


def _missing_row(missing: Missing) -> dict[str, object]:
    found = missing.reliability
    return {
        **vars(missing.what_if), "what_if": missing.what_if.number, "outcome": missing.outcome, "model": missing.model,
        "changed_n": 0, "customers_n": 0, "status": "not_computable", "reason": missing.reason, "label": "estimated",
        "corrected": False, **_reliability(found),
    }  # fmt: skip


def _reliability(found) -> dict[str, float]:
    if found is None:
        return {}
    return {"reliability": found.given, "reliability_low": found.low, "reliability_high": found.high}


def _what_if_row(shift: Shift, *, settings: DriverModelling) -> dict[str, object]:
    change, model, who, segment_n = shift.what_if, shift.model, shift.who, int(shift.who.sum())
    year, made = shift.over(settings.outcomes_a_year), worth(model.rows, outcome=model.outcome, settings=settings)
    base_n, cap = base_and_cap(year.probability * who, made, model.outcome)
    points = normal(shift.sign * shift.saved[who].mean(), shift.influence(shift.sign * who / segment_n))
    saved = capped(normal(year.saved.sum(), year.influence(who.astype(float))), base_n, model.outcome)
    eur = capped(euros([(year, made)], who=[who], name=_name(shift), settings=settings), cap, model.outcome)
    ratio = risk_ratio(shift)
    return {
        "what_if": change.number, "outcome": model.outcome, "model": model.model, "driver": change.driver,
        "change": change.change, "segment": change.segment, "changed_n": int((shift.moved != 0).sum()),
        "base_n_year": base_n, **_named(("points", "points_low", "points_high"), points),
        **_named(("saved_n_year", "saved_low", "saved_high"), saved),
        **_named(("eur_year", "low_eur", "high_eur"), eur), "cap_eur_year": cap,
        "eur_per_1000": eur[0] / segment_n * 1000, "status": _status(eur, saved, [shift]),
        "reason": "" if tells(shift) else NO_BETTER,
        "label": label_of(shift, settings), **_named(("risk_ratio", "ratio_low", "ratio_high"), ratio),
        **_named(("evalue", "evalue_limit"), e_value(*ratio)), "naive_points": naive_points(shift),
        "corrected": shift.reliability is not None, **_reliability(shift.reliability), "customers_n": segment_n,
        "top2_share": dominance(pd.Series((year.saved * made.eur)[who]))["top2_share"],
    }  # fmt: skip


def tells(shift: Shift) -> bool:
    """Say whether the model of a what-if tells customers apart better than chance."""
    return all(stop.reason != NO_BETTER for stop in shift.model.stops)


def _status(eur: Estimate, saved: Estimate, shifts: Sequence[Shift]) -> str:
    """Return whether a difference is shown; never from a model that tells nothing."""
    return status_of(eur, saved) if any(map(tells, shifts)) else "no_difference"


def _named(names: Sequence[str], values: Sequence[float]) -> dict[str, float]:
    return dict(zip(names, values, strict=True))


def _name(shift: Shift) -> str:
    return f"{shift.model.outcome}:{shift.what_if.driver}:{shift.what_if.segment}"


def label_of(shift: Shift, settings: DriverModelling) -> str:
    """Return what the euros of a what-if rest on at their weakest."""
    labels = ["estimated"]
    if shift.model.outcome != CHURN:
        labels.append(settings.product_value_label)
    else:
        labels += [settings.value_label, *(["assumed"] if settings.value_revenue else [])]
    if shift.model.kinds[shift.what_if.driver] == SCORE and settings.reliability:
        labels.append(settings.reliability_label)
    return weakest(labels)


def risk_ratio(shift: Shift) -> Estimate:
    """Return the mean probability of the segment after the change over that before, with a 95 % interval.

    Unknown (nan) where either is 0.

    Notes
    -----
    On the log scale, by the delta method.
    """
    who = shift.who.astype(float)
    before, after = float(who @ shift.probability), float(who @ shift.after)
    if not (before > 0 and after > 0):
        return np.nan, np.nan, np.nan
    logs = normal(np.log(after / before), shift.influence_of(-who / before, who / after))
    with np.errstate(over="ignore"):
        ratio, low, high = np.exp(logs)
    return float(ratio), float(low), float(high)


def naive_points(shift: Shift) -> float:
    """Return the change of the mean probability of the segment by a model of that driver alone."""
    driver, model = shift.what_if.driver, shift.model
    alone = model.design.with_only([driver])
    fit = fit_logistic(alone.x, model.y)
    if not fit.converged:
        return np.nan
    linear = fit.linear(alone.x)
    return float((expit(linear + fit.coefficients[1] * shift.moved) - expit(linear))[shift.who].mean())


def together_table(shifts: Sequence[Shift | Missing], *, settings: DriverModelling) -> pd.DataFrame:
    """Return one row per outcome and one for all outcomes, as `DriverResult.together`.

    Parameters
    ----------
    shifts : of `what_if.shifts`; those that could not be computed take no part, nor those of a model that tells nothing
        when there are others.
    settings : outcomes a year, values of products, labels.

    Returns
    -------
    The rows of the outcomes that have a what-if, then 'all': their euros added up, with a joint interval, and no
    customers, as leavers and takers do not add up. No row when nothing could be computed.
    """
    computed = [shift for shift in shifts if isinstance(shift, Shift)]
    computed = [shift for shift in computed if tells(shift)] or computed
    by_outcome = {shift.model.outcome: [] for shift in computed}
    for shift in computed:
        by_outcome[shift.model.outcome].append(shift)
    windows = settings.outcomes_a_year
    joint = {outcome: together([shift.over(windows) for shift in parts]) for outcome, parts in by_outcome.items()}
    rows = [_together_row(outcome, saving, settings) for outcome, saving in joint.items()]
    table = pd.DataFrame(rows, columns=list(TOGETHER_COLUMNS))
    if not rows:
        return table
    return pd.concat([table, _total(table, joint, settings)], ignore_index=True)


def _together_row(outcome: str, saving: Together, settings: DriverModelling) -> dict[str, object]:
    everybody = np.ones(len(saving.rows))
    made = worth(saving.rows, outcome=outcome, settings=settings)
    base_n, cap = base_and_cap(saving.probability, made, outcome)
    saved = capped(normal(saving.saved.sum(), saving.influence(everybody)), base_n, outcome)
    eur = euros([(saving, made)], who=[everybody > 0], name=f"{outcome}:together", settings=settings)
    eur = capped(eur, cap, outcome)
    gross = [float(shift.saved @ worth(shift.model.rows, outcome=outcome, settings=settings).eur)
             for shift in saving.shifts]  # fmt: skip
    return {
        "outcome": outcome, "base_n_year": base_n, **_named(("saved_n_year", "saved_low", "saved_high"), saved),
        **_named(("eur_year", "low_eur", "high_eur"), eur), "gross_eur_year": sum(gross), "cap_eur_year": cap,
        "status": _status(eur, saved, saving.shifts),
        "label": weakest(label_of(shift, settings) for shift in saving.shifts),
        "customers_n": len(saving.rows),
        "top2_share": dominance(pd.Series(saving.saved * made.eur))["top2_share"],
    }  # fmt: skip


def _total(table: pd.DataFrame, joint: dict[str, Together], settings: DriverModelling) -> pd.DataFrame:
    """Return all outcomes as one row."""
    if len(table) == 1:
        blank = dict.fromkeys(("base_n_year", "saved_n_year", "saved_low", "saved_high"), np.nan)
        return table.assign(outcome=TOTAL, **blank)
    made = {name: worth(saving.rows, outcome=name, settings=settings) for name, saving in joint.items()}
    customers = pd.Index(sorted(set().union(*(saving.rows["customer_id"] for saving in joint.values()))))
    places = [customers.get_indexer(saving.rows["customer_id"]) for saving in joint.values()]
    eur = euros(
        [(saving, made[name]) for name, saving in joint.items()],
        who=[np.ones(len(saving.rows), bool) for saving in joint.values()],
        name=TOTAL, settings=settings, places=places, customers_n=len(customers),
    )  # fmt: skip
    low, high = max(eur[1], table["low_eur"].sum()), min(eur[2], table["high_eur"].sum())
    each = np.zeros(len(customers))
    for at, (name, saving) in zip(places, joint.items(), strict=True):
        each[at] += saving.saved * made[name].eur
    row = {
        "outcome": TOTAL, **_named(("eur_year", "low_eur", "high_eur"), (eur[0], low, high)),
        "gross_eur_year": table["gross_eur_year"].sum(), "cap_eur_year": table["cap_eur_year"].sum(),
        "status": "shown" if (table["status"] == "shown").any() and not low <= 0 <= high else "no_difference",
        "label": weakest(table["label"]), "customers_n": len(customers),
        "top2_share": dominance(pd.Series(each))["top2_share"],
    }  # fmt: skip
    return pd.DataFrame([row], columns=list(TOGETHER_COLUMNS))

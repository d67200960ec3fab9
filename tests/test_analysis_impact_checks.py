"""What is asked of a pilot's design, and what stops its verdict."""

import math
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from pilots_made import PLAN, measured, plan, settings

from cxkit.analysis.impact import checks
from cxkit.analysis.impact.judged import judged
from cxkit.analysis.impact.prepare import pilot_data
from cxkit.analysis.impact.reading import no_reading, t_reading
from cxkit.analysis.impact_result import STOPPING

reading = partial(t_reading, "any", 1.0, units_n=60, clusters_n=60)


def of(rows, **given):
    held = settings({"p": PLAN | given})
    return judged(pilot_data(rows, "p", held.planned["p"]), rows, settings=held)


def statuses(rows=None, main=None, **given):
    data = pilot_data(measured() if rows is None else rows, "p", plan(**given))
    main = reading(0.1, 58.0, confidence=0.95) if main is None else main
    return {row["check"]: row["status"] for row in checks.design_checks(data.panel, data.units, data.plan, main)}


LOT = ["balance", "sample_ratio", "attrition", "pre_trend", "placebo", "missing"]
ANSWERED = {
    ("randomised", 0.06): dict.fromkeys(LOT, "ok"),
    ("randomised", 0.04): dict.fromkeys(LOT, "warns") | {"sample_ratio": "ok"},
    ("randomised", 0.002): dict.fromkeys(LOT, "warns") | {"sample_ratio": "ok"},
    ("randomised", 0.0005): dict.fromkeys(LOT, "stops"),
    ("chosen", 0.06): {"attrition": "ok", "pre_trend": "ok", "placebo": "ok", "missing": "ok"},
    ("chosen", 0.04): {"attrition": "warns", "pre_trend": "stops", "placebo": "stops", "missing": "warns"},
    ("chosen", 0.0005): {"attrition": "stops", "pre_trend": "stops", "placebo": "stops", "missing": "stops"},
    ("stepped", 0.06): {"pre_trend": "ok", "placebo": "ok", "missing": "ok"},
    ("stepped", 0.04): {"pre_trend": "stops", "placebo": "stops", "missing": "warns"},
    ("stepped", 0.0005): {"pre_trend": "stops", "placebo": "stops", "missing": "stops"},
    ("alone", 0.0005): {},
    ("randomised", math.nan): dict.fromkeys(LOT, "not_computable"),
}


@pytest.mark.parametrize(("design", "p"), ANSWERED)
def test_how_rare_it_is_says_whether_it_warns_or_stops(monkeypatch, design, p):
    for name in ("balance", "attrition", "missing"):
        monkeypatch.setattr(checks, name, lambda *_, **__: (0.1, p))
    for name in ("sample_ratio", "pre_trend"):
        monkeypatch.setattr(checks, name, lambda *_: p)
    monkeypatch.setattr(checks, "placebo", lambda *_, **__: no_reading("p", "") if math.isnan(p) else made_up(p))
    asked = statuses(design=design)
    assert {name: asked[name] for name in LOT if name in asked} == ANSWERED[design, p]


def made_up(p):
    return replace(reading(0.1, 58.0, confidence=0.95), p=p)


def test_whatever_can_stop_a_verdict_is_told_in_its_turn():
    given = {"selected_by": "score 0-6", "selected_at": "2025-04-01"}
    asked = {*statuses(), *statuses(design="chosen", **given), *statuses(main=no_reading("did", "no_before"))}
    assert asked <= set(STOPPING)
    assert STOPPING[-4:] == ("balance", "sample_ratio", "attrition", "missing")


@pytest.mark.parametrize(("confidence", "status"), [(0.95, "ok"), (0.99, "stops")])
def test_four_against_four_bear_a_verdict_at_95_percent_and_none_at_99(confidence, status):
    """The smallest p of four against four is 2 / 70 = 0.029."""
    rows = measured(units_n=8)
    assert statuses(rows, reading(0.1, 6.0, confidence=confidence))["too_few_units"] == status
    assert statuses(rows, reading(0.1, 6.0, confidence=confidence), design="chosen")["too_few_units"] == status


def test_units_that_rose_by_themselves_are_no_lot():
    """No effect; the pilot's units rise by 0.3 a month all along, and somebody calls that randomised."""
    rows = measured(0.0)
    months = rows["period"].dt.month - 1
    found = of(rows.assign(value=rows["value"] + 0.3 * months * rows["arm"].eq("pilot")))
    assert found.row["low"] > 0
    assert (found.row["verdict"], found.row["reason"], found.row["label"]) == ("unclear", "pre_trend", "estimated")


def test_a_jump_before_the_start_is_no_lot():
    """The pilot's units jump by 2 in March, halfway the periods before, and stay there."""
    rows = measured(0.0)
    found = of(rows.assign(value=rows["value"] + 2.0 * (rows["period"].dt.month >= 3) * rows["arm"].eq("pilot")))
    assert found.checks.set_index("check").loc["placebo", "status"] == "stops"


def test_leaving_out_the_worst_months_of_the_pilot_is_no_effect():
    """No effect; of every unit of the pilot the two worst months of four after the start are left out."""
    rows = measured(0.0)
    worst = rows[(rows["arm"] == "pilot") & (rows["period"] >= "2025-05-01")].sort_values("value").groupby("unit")
    found = of(rows.drop(worst.head(2).index))
    assert found.row["low"] > 0
    assert (found.row["verdict"], found.row["reason"]) == ("unclear", "missing")


def test_leaving_out_the_worst_units_of_the_pilot_is_no_effect():
    rows = measured(0.0)
    rose = rows[rows["period"] >= "2025-05-01"].groupby("unit")["value"].mean()
    worst = rose[rows[rows["arm"] == "pilot"]["unit"].unique()].sort_values().index[:14]
    found = of(rows[~(rows["unit"].isin(worst) & (rows["period"] >= "2025-05-01"))])
    assert (found.row["verdict"], found.row["reason"]) == ("unclear", "attrition")


def test_fair_lots_are_seldom_stopped():
    """20 fair pilots with a value in ten missing: none is stopped; six questions at one in a thousand."""
    rng = np.random.default_rng(6)
    for seed in range(20):
        rows = measured(0.5, units_n=24, seed=seed)
        data = pilot_data(rows[rng.random(len(rows)) > 0.1], "p", plan())
        asked = checks.design_checks(data.panel, data.units, data.plan, reading(0.1, 20.0, confidence=0.95))
        assert not [row["check"] for row in asked if row["status"] == "stops"]


def test_the_input_is_left_alone():
    data = pilot_data(measured(), "p", plan())
    panel, units = data.panel.copy(), data.units.copy()
    checks.design_checks(data.panel, data.units, data.plan, reading(0.1, 58.0, confidence=0.95))
    pd.testing.assert_frame_equal(panel, data.panel)
    pd.testing.assert_frame_equal(units, data.units)
